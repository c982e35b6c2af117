package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Fetches a processor's whole CONTEXT, which follows the reply. The number at 0 means nothing to known targets.
@Struct(name = "DBGKD_GET_CONTEXT", size = 0x04)
public record GetContext(@At(0) int contextFlags) implements ManipulateBody {}
