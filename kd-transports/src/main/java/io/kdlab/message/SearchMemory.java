package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Looks for a pattern, which follows the request. In a reply `start` is where it was found.
@Struct(name = "DBGKD_SEARCH_MEMORY", size = 0x14)
public record SearchMemory(
        @At(0) Address start,
        @At(0x08) long length,
        @At(0x10) int patternLength) implements ManipulateBody {}
