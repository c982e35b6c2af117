package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Writes bus configuration; the bytes follow the request.
@Struct(name = "DBGKD_GET_SET_BUS_DATA", size = 0x14)
public record SetBusData(
        @At(0) int busDataType,
        @At(0x04) int busNumber,
        @At(0x08) int slotNumber,
        @At(0x0c) int offset,
        @At(0x10) int length)
        implements ManipulateBody {}
