package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Takes a software breakpoint out. An empty slot is answered with failure, which is normal after a stop beside it.
@Struct(name = "DBGKD_RESTORE_BREAKPOINT", size = 0x04)
public record RestoreBreakpoint(@At(0) int handle) implements ManipulateBody {}
