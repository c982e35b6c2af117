package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// One of the breakpoints that follow a [WriteBreakpointEx].
@Struct(name = "DBGKD_WRITE_BREAKPOINT64", size = 0x10)
public record BreakpointEntry(
        @At(0) Address address, @At(0x08) int handle) {}
