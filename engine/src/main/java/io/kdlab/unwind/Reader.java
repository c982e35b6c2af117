package io.kdlab.unwind;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// Reads what an unwind step needs, or ends the step.
record Reader(Memory memory) {
    /// The step cannot go on. Caught where the step began; nobody else sees it.
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Unwound result;

        Ended(Unwound result) {
            super(null, null, false, false);
            this.result = result;
        }

        Unwound result() {
            return result;
        }
    }

    Bytes bytes(Address at, int length, String what) {
        return switch (memory.read(at, length)) {
            case MemorySpan.Known(var bytes) -> bytes;
            case MemorySpan.Partial partial -> throw new Ended(new Unwound.Unreadable(partial.unreadableFrom(), what));
            case MemorySpan.Unreadable(var from) -> throw new Ended(new Unwound.Unreadable(from, what));
            case MemorySpan.Unknown _ -> throw new Ended(new Unwound.Unreadable(at, what));
        };
    }

    /// What is readable of `length` bytes at `at`, possibly nothing.
    Bytes some(Address at, int length) {
        return memory.read(at, length).known();
    }

    long u64(Address at, String what) {
        return bytes(at, 8, what).u64(0);
    }

    static Ended broken(String why) {
        return new Ended(new Unwound.Broken(why));
    }
}
