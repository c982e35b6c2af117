package io.kdlab.memory;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.BitSet;

/// What is known of one page, byte by byte. A byte is known, or unreadable, or nobody has asked for it.
final class CachedPage {
    /// Bytes of a page; what can be read of a live target is decided for whole pages.
    static final int SIZE = 4096;

    private final byte[] bytes = new byte[SIZE];
    private final BitSet known = new BitSet(SIZE);
    private final BitSet holes = new BitSet();

    static int offset(Address at) {
        return (int) (at.value() & (SIZE - 1));
    }

    static long number(Address at) {
        return at.value() >>> 12;
    }

    /// How many bytes from `offset` on are known, at most `most`.
    int knownRun(int offset, int most) {
        return Math.min(known.nextClearBit(offset), Math.min(SIZE, offset + most)) - offset;
    }

    /// How many bytes from `offset` on are neither known nor unreadable, at most `most`.
    int unknownRun(int offset, int most) {
        int end = Math.min(SIZE, offset + most);
        int nextKnown = known.nextSetBit(offset);
        int nextHole = holes.nextSetBit(offset);
        return Math.min(nextKnown < 0 ? end : Math.min(end, nextKnown), nextHole < 0 ? end : nextHole) - offset;
    }

    boolean isUnreadable(int offset) {
        return holes.get(offset);
    }

    int knownBytes() {
        return known.cardinality();
    }

    /// Whether no byte of it is known.
    boolean isUnknown() {
        return known.isEmpty();
    }

    void copyTo(int offset, byte[] out, int at, int count) {
        System.arraycopy(bytes, offset, out, at, count);
    }

    /// The bytes from `offset` on are these.
    void keep(int offset, Bytes found) {
        found.copyTo(bytes, offset);
        known.set(offset, offset + found.length());
    }

    /// The byte at `offset` cannot be read.
    void hole(int offset) {
        holes.set(offset);
    }

    /// Nothing of it can be read.
    void close() {
        holes.set(0, SIZE);
    }
}
