package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Replaces a processor's CONTEXT, which follows the request.
///
/// What counts is the flags inside the CONTEXT. Some targets refuse it unless a [GetContext] was served since the stop.
@Struct(name = "DBGKD_SET_CONTEXT", size = 0x04)
public record SetContext(@At(0) int contextFlags) implements ManipulateBody {}
