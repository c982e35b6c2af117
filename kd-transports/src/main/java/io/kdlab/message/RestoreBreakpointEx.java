package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// Takes several breakpoints out. Do not send it: its behaviour is not established.
@Struct(name = "DBGKD_BREAKPOINTEX", size = 0x08)
public record RestoreBreakpointEx(
        @At(0) int count, @At(0x04) NtStatus continueStatus) implements ManipulateBody {}
