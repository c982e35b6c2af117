package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// What no [ContextX86] holds, and the live debug registers: at offset 0x2cc of an x86 processor's control space.
@Struct(name = "KSPECIAL_REGISTERS (x86)", size = 0x54)
public record SpecialRegistersX86(
        @At(0x00) int cr0,
        @At(0x04) int cr2,
        @At(0x08) int cr3,
        @At(0x0c) int cr4,
        @At(0x10) int kernelDr0,
        @At(0x14) int kernelDr1,
        @At(0x18) int kernelDr2,
        @At(0x1c) int kernelDr3,
        @At(0x20) int kernelDr6,
        @At(0x24) int kernelDr7,
        @At(0x28) DescriptorTableX86 gdtr,
        @At(0x30) DescriptorTableX86 idtr,
        @At(0x38) short tr,
        @At(0x3a) short ldtr) {
    /// Where the record begins in the control space, which is the processor state: a [ContextX86], then this.
    public static final int CONTROL_SPACE = 0x2cc;
}
