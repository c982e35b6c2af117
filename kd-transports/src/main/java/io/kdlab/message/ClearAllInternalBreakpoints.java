package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Forgets all counting breakpoints. There is no reply.
@Struct(name = "(no structure)", size = 0x00)
public record ClearAllInternalBreakpoints() implements ManipulateBody {}
