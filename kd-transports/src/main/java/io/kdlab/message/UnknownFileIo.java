package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Bytes;

/// The union of a file API that we do not know, as it came.
@Struct(name = "(unknown file api)", size = 0x38)
public record UnknownFileIo(@At(value = 0x00, length = 56) Bytes union) implements FileIoBody {}
