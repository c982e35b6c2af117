package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Plants a counting breakpoint. Independent targets answer with failure; what Windows answers is not known.
@Struct(name = "DBGKD_SET_INTERNAL_BREAKPOINT64", size = 0x0c)
public record SetInternalBreakpoint(
        @At(0) Address address, @At(0x08) int flags) implements ManipulateBody {}
