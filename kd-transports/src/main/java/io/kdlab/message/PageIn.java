package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Obsolete; targets answer with failure.
@Struct(name = "(obsolete)", size = 0x00)
public record PageIn() implements ManipulateBody {}
