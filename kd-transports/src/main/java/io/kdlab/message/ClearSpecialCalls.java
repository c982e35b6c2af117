package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Forgets all special calls. Independent targets answer with failure; what Windows answers is not known.
@Struct(name = "(no structure)", size = 0x00)
public record ClearSpecialCalls() implements ManipulateBody {}
