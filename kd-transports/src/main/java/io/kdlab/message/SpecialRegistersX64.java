package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Control space 2 of an x64 processor: what no [ContextX64] holds, and the live debug registers.
///
/// WinDbg asks for these 0xe0 bytes. Newer kernels have 0xf0, with the base of FS at 0xe0; that the rest is the same
/// was
/// not seen on a wire (kd-protocol.md §4.8).
@Struct(name = "KSPECIAL_REGISTERS (amd64)", size = 0xe0)
public record SpecialRegistersX64(
        @At(0x00) long cr0,
        @At(0x08) long cr2,
        @At(0x10) long cr3,
        @At(0x18) long cr4,
        @At(0x20) long kernelDr0,
        @At(0x28) long kernelDr1,
        @At(0x30) long kernelDr2,
        @At(0x38) long kernelDr3,
        @At(0x40) long kernelDr6,
        @At(0x48) long kernelDr7,
        @At(0x50) DescriptorTableX64 gdtr,
        @At(0x60) DescriptorTableX64 idtr,
        @At(0x70) short tr,
        @At(0x72) short ldtr,
        @At(0x74) int mxCsr,
        @At(0x78) long debugControl,
        @At(0x80) long lastBranchTo,
        @At(0x88) long lastBranchFrom,
        @At(0x90) long lastExceptionTo,
        @At(0x98) long lastExceptionFrom,
        @At(0xa0) long cr8,
        @At(0xa8) long msrGsBase,
        @At(0xb0) long msrGsSwap,
        @At(0xb8) long msrStar,
        @At(0xc0) long msrLstar,
        @At(0xc8) long msrCstar,
        @At(0xd0) long msrSyscallMask,
        @At(0xd8) long xcr0) {}
