package io.kdlab.message;

import io.kdlab.layout.Struct;

/// Obsolete (very large memory); targets answer with failure.
@Struct(name = "(obsolete)", size = 0x00)
public record OldVlm2() implements ManipulateBody {}
