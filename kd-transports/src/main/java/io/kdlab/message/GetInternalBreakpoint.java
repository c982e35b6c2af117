package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Asks for the counts of a counting breakpoint.
@Struct(name = "DBGKD_GET_INTERNAL_BREAKPOINT64", size = 0x20)
public record GetInternalBreakpoint(
        @At(0) Address address,
        @At(0x08) int flags,
        @At(0x0c) int calls,
        @At(0x10) int maxCallsPerPeriod,
        @At(0x14) int minInstructions,
        @At(0x18) int maxInstructions,
        @At(0x1c) int totalInstructions)
        implements ManipulateBody {}
