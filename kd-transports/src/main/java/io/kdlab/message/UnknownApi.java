package io.kdlab.message;

import io.kdlab.value.Bytes;

/// A union that we cannot read, as it came: of an API number that we do not know, or of a message that ends within it.
///
/// VirtualBox refuses what it does not have with the 16 bytes of the header alone (kd-protocol.md §12).
///
/// @param union 40 bytes, or fewer
public record UnknownApi(Bytes union) implements ManipulateBody {
    /// The size of a whole union.
    public static final int WHOLE = 40;
}
