package io.kdlab.transport.ieee1394;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Asks what a device is.
///
/// @param version what the caller knows, then what the kernel has
/// @param romLength in: bytes at `rom`; out: bytes of the node's configuration ROM
/// @param rom address of a buffer for the ROM
/// @param busReset address of a [CdevBusReset], filled with the present state of the bus
@Struct(name = "fw_cdev_get_info", size = 40)
public record CdevInfo(
        @At(0) int version,
        @At(4) int romLength,
        @At(8) long rom,
        @At(16) long busReset,
        @At(24) long busResetClosure,
        @At(32) int card) {}
