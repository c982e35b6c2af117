package io.kdlab.target;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// What a read found. Unread, read and unreadable are three things and never look alike.
public sealed interface MemorySpan {
    /// Everything that was asked for.
    record Known(Bytes bytes) implements MemorySpan {}

    /// The bytes up to `unreadableFrom`, which could not be read.
    record Partial(Bytes bytes, Address unreadableFrom) implements MemorySpan {}

    /// The target said that nothing can be read at `from`.
    record Unreadable(Address from) implements MemorySpan {}

    /// Nobody knows: the target was not asked, or could not answer (`why`).
    record Unknown(String why) implements MemorySpan {}

    /// The bytes that are known, from the start of what was asked for.
    default Bytes known() {
        return switch (this) {
            case Known(var bytes) -> bytes;
            case Partial partial -> partial.bytes();
            case Unreadable _, Unknown _ -> Bytes.EMPTY;
        };
    }
}
