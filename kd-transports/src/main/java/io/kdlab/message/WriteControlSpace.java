package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Writes processor data; the bytes follow the request. Windows replies without data, other targets echo it.
@Struct(name = "DBGKD_WRITE_MEMORY64", size = 0x10)
public record WriteControlSpace(
        @At(0) long space,
        @At(0x08) int transferCount,
        @At(0x0c) int actualBytes) implements ManipulateBody {}
