package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The registers of an ARM64 processor, as GetContext gives and SetContext takes them.
///
/// `contextFlags` says which parts count: 0x400000, and 1 control, 2 integer, 4 floating point, 8 debug, 0x10 X18.
///
/// @param x X0 to X28, 8 bytes each
/// @param v V0 to V31, 16 bytes each
/// @param bcr eight breakpoint control registers of 4 bytes
/// @param bvr eight breakpoint value registers of 8 bytes
/// @param wcr two watchpoint control registers of 4 bytes
/// @param wvr two watchpoint value registers of 8 bytes
@Struct(name = "CONTEXT (arm64)", size = 0x390)
public record ContextArm64(
        @At(0x00) int contextFlags,
        @At(0x04) int cpsr,
        @At(value = 0x08, length = 232) Bytes x,
        @At(0xf0) long fp,
        @At(0xf8) long lr,
        @At(0x100) long sp,
        @At(0x108) long pc,
        @At(value = 0x110, length = 512) Bytes v,
        @At(0x310) int fpcr,
        @At(0x314) int fpsr,
        @At(value = 0x318, length = 32) Bytes bcr,
        @At(value = 0x338, length = 64) Bytes bvr,
        @At(value = 0x378, length = 8) Bytes wcr,
        @At(value = 0x380, length = 16) Bytes wvr) {}
