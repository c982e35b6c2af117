package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The floating point registers in a [ContextX86], as FNSAVE writes them.
///
/// @param registers ST0 to ST7, 10 bytes each
@Struct(name = "FLOATING_SAVE_AREA", size = 0x70)
public record FloatingSaveX86(
        @At(0x00) int controlWord,
        @At(0x04) int statusWord,
        @At(0x08) int tagWord,
        @At(0x0c) int errorOffset,
        @At(0x10) int errorSelector,
        @At(0x14) int dataOffset,
        @At(0x18) int dataSelector,
        @At(value = 0x1c, length = 80) Bytes registers,
        @At(0x6c) int cr0NpxState) {}
