package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Plants a software breakpoint; the reply carries its handle, 1 to 32.
@Struct(name = "DBGKD_WRITE_BREAKPOINT64", size = 0x0c)
public record WriteBreakpoint(
        @At(0) Address address, @At(0x08) int handle) implements ManipulateBody {}
