package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The union of an API number that we do not know, as it came.
@Struct(name = "(unknown api)", size = 0x28)
public record UnknownApi(@At(value = 0x00, length = 40) Bytes union) implements ManipulateBody {}
