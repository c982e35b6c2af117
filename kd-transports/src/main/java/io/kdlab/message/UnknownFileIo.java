package io.kdlab.message;

import io.kdlab.value.Bytes;

/// A union that we cannot read, as it came: of a file API that we do not know, or of a message that ends within it.
///
/// @param union 56 bytes, or fewer
public record UnknownFileIo(Bytes union) implements FileIoBody {
    /// The size of a whole union.
    public static final int WHOLE = 56;
}
