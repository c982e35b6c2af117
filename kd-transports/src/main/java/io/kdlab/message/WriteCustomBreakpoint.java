package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Plants a breakpoint with an instruction of the debugger's choice. Its semantics are not documented.
@Struct(name = "DBGKD_WRITE_CUSTOM_BREAKPOINT", size = 0x18)
public record WriteCustomBreakpoint(
        @At(0) Address address,
        @At(0x08) long instruction,
        @At(0x10) int handle,
        @At(0x14) byte instructionSize,
        @At(0x15) byte alignment)
        implements ManipulateBody {}
