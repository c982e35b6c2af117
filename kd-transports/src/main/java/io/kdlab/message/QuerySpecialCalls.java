package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Lists special calls. No independent target supports it.
@Struct(name = "DBGKD_QUERY_SPECIAL_CALLS", size = 0x04)
public record QuerySpecialCalls(@At(0) int count) implements ManipulateBody {}
