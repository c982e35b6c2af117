package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The floating point and vector registers in a [ContextX64], as FXSAVE writes them.
///
/// @param tagWord one bit for each register, 1 where it holds something
/// @param registers ST0 to ST7, 16 bytes each, of which 10 count; MM0 to MM7 are their lower 8
/// @param xmm XMM0 to XMM15, 16 bytes each
@Struct(name = "XSAVE_FORMAT", size = 0x200)
public record FloatingSaveX64(
        @At(0x00) short controlWord,
        @At(0x02) short statusWord,
        @At(0x04) byte tagWord,
        @At(0x06) short errorOpcode,
        @At(0x08) int errorOffset,
        @At(0x0c) short errorSelector,
        @At(0x10) int dataOffset,
        @At(0x14) short dataSelector,
        @At(0x18) int mxCsr,
        @At(0x1c) int mxCsrMask,
        @At(value = 0x20, length = 128) Bytes registers,
        @At(value = 0xa0, length = 256) Bytes xmm) {}
