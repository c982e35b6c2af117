package io.kdlab.symbol;

import io.kdlab.target.Memory;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// Reads pieces of one image; the first read is large, so that the usual headers cost one request.
final class PeWindow {
    private final Memory memory;
    private final Address base;
    private Bytes loaded = Bytes.EMPTY;

    PeWindow(Memory memory, Address base) {
        this.memory = memory;
        this.base = base;
    }

    Memory memory() {
        return memory;
    }

    Address base() {
        return base;
    }

    /// Reads ahead; what cannot be read is found out later, by whom it concerns.
    void load(int offset, int length) {
        if (offset == 0) {
            loaded = memory.read(base, length).known();
        }
    }

    Piece<Bytes> bytes(int offset, int length) {
        if (length == 0) {
            return new Piece.Found<>(Bytes.EMPTY);
        }
        if (offset >= 0 && offset <= loaded.length() - length) {
            return new Piece.Found<>(loaded.slice(offset, length));
        }
        Address at = base.plus(Integer.toUnsignedLong(offset));
        return switch (memory.read(at, length)) {
            case MemorySpan.Known(var bytes) -> new Piece.Found<>(bytes);
            case MemorySpan.Partial partial -> new Piece.Hole<>(partial.unreadableFrom());
            case MemorySpan.Unreadable(var from) -> new Piece.Hole<>(from);
            // Nobody asked the target; what nobody knows must not be remembered as a hole.
            case MemorySpan.Unknown(var why) -> throw new MemoryFault(at, why);
        };
    }
}
