package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The registers of an x86 processor, as GetContext gives and SetContext takes them.
///
/// `contextFlags` says which parts count: 0x10000, and 1 control, 2 integer, 4 segments, 8 floating point, 0x10 debug,
/// 0x20 extended. Segments are 32 bits wide, of which 16 count.
///
/// @param extendedRegisters as FXSAVE writes them; XMM0 begins 160 bytes inside
@Struct(name = "CONTEXT (x86)", size = 0x2cc)
public record ContextX86(
        @At(0x00) int contextFlags,
        @At(0x04) int dr0,
        @At(0x08) int dr1,
        @At(0x0c) int dr2,
        @At(0x10) int dr3,
        @At(0x14) int dr6,
        @At(0x18) int dr7,
        @At(0x1c) FloatingSaveX86 floatingSave,
        @At(0x8c) int gs,
        @At(0x90) int fs,
        @At(0x94) int es,
        @At(0x98) int ds,
        @At(0x9c) int edi,
        @At(0xa0) int esi,
        @At(0xa4) int ebx,
        @At(0xa8) int edx,
        @At(0xac) int ecx,
        @At(0xb0) int eax,
        @At(0xb4) int ebp,
        @At(0xb8) int eip,
        @At(0xbc) int cs,
        @At(0xc0) int eflags,
        @At(0xc4) int esp,
        @At(0xc8) int ss,
        @At(value = 0xcc, length = 512) Bytes extendedRegisters) {}
