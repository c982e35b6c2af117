package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Writes an I/O port of 1, 2 or 4 bytes.
@Struct(name = "DBGKD_READ_WRITE_IO64", size = 0x10)
public record WriteIoSpace(
        @At(0) long ioAddress,
        @At(0x08) int dataSize,
        @At(0x0c) int dataValue) implements ManipulateBody {}
