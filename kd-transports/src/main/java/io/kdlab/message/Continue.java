package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.NtStatus;

/// Resumes the target. Its ack is the only answer.
@Struct(name = "DBGKD_CONTINUE", size = 0x04)
public record Continue(@At(0) NtStatus status) implements ManipulateBody {}
