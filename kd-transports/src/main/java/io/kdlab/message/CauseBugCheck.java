package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// Crashes the target on purpose. There is no reply; some targets use the code, others always 0xE2.
@Struct(name = "(no structure)", size = 0x04)
public record CauseBugCheck(@At(0) int code) implements ManipulateBody {}
