package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// A descriptor table register of an x86 processor.
///
/// @param limit of the table, its size in bytes less one
@Struct(name = "KDESCRIPTOR (x86)", size = 0x08)
public record DescriptorTableX86(
        @At(0x02) short limit, @At(0x04) int base) {}
