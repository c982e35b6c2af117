package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The union of a state that we do not know, as it came.
@Struct(name = "(unknown state)", size = 0xa0)
public record UnknownStateChange(
        @At(value = 0x00, length = 160) Bytes union) implements StateChangeBody {}
