package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Writes an I/O port of a named bus.
@Struct(name = "DBGKD_READ_WRITE_IO_EXTENDED64", size = 0x1c)
public record WriteIoSpaceExtended(
        @At(0) int dataSize,
        @At(0x04) int interfaceType,
        @At(0x08) int busNumber,
        @At(0x0c) int addressSpace,
        @At(0x10) long ioAddress,
        @At(0x18) int dataValue)
        implements ManipulateBody {}
