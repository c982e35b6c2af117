package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// A descriptor table register of an x64 processor.
///
/// @param limit of the table, its size in bytes less one
@Struct(name = "KDESCRIPTOR (amd64)", size = 0x10)
public record DescriptorTableX64(
        @At(0x06) short limit, @At(0x08) long base) {}
