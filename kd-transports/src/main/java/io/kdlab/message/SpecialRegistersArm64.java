package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// Control space 2 of an ARM64 processor. What lies from 0x28 on was seen on Windows, the rest has one source
/// (kd-protocol.md §4.8).
///
/// @param kernelBvr eight breakpoint value registers of 8 bytes
/// @param kernelBcr eight breakpoint control registers of 4 bytes
/// @param kernelWvr two watchpoint value registers of 8 bytes
/// @param kernelWcr two watchpoint control registers of 4 bytes
@Struct(name = "KSPECIAL_REGISTERS (arm64)", size = 0xa0)
public record SpecialRegistersArm64(
        @At(0x00) long elrEl1,
        @At(0x08) int spsrEl1,
        @At(0x10) long tpidrEl0,
        @At(0x18) long tpidrroEl0,
        @At(0x20) long tpidrEl1,
        @At(value = 0x28, length = 64) Bytes kernelBvr,
        @At(value = 0x68, length = 32) Bytes kernelBcr,
        @At(value = 0x88, length = 16) Bytes kernelWvr,
        @At(value = 0x98, length = 8) Bytes kernelWcr) {}
