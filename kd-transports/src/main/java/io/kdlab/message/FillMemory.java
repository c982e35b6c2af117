package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Fills memory with a pattern, which follows the request. Flags: 1 virtual, 2 physical. In a reply `length` is what
/// was filled.
@Struct(name = "DBGKD_FILL_MEMORY", size = 0x10)
public record FillMemory(
        @At(0) Address address,
        @At(0x08) int length,
        @At(0x0c) short flags,
        @At(0x0e) short patternLength) implements ManipulateBody {}
