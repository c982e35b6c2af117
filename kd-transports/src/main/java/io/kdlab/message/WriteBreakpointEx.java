package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// Plants several breakpoints. Do not send it: its behaviour is not established and one known target resumes on it.
@Struct(name = "DBGKD_BREAKPOINTEX", size = 0x08)
public record WriteBreakpointEx(@At(0) int count, @At(0x04) NtStatus continueStatus) implements ManipulateBody {}
