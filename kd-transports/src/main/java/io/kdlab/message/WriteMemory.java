package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Writes virtual memory; the bytes follow the request.
@Struct(name = "DBGKD_WRITE_MEMORY64", size = 0x10)
public record WriteMemory(
        @At(0) Address address,
        @At(0x08) int transferCount,
        @At(0x0c) int actualBytes) implements ManipulateBody {}
