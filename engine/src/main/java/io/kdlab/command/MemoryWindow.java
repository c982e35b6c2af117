package io.kdlab.command;

import io.kdlab.target.MemorySpan;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.function.BiFunction;

/// Bytes to be shown, of which some may be unreadable: page by page, because the next page may be readable again.
final class MemoryWindow {
    private static final int PAGE = 0x1000;

    private final byte[] bytes;
    private final boolean[] known;
    private Optional<String> unknown = Optional.empty();

    private MemoryWindow(int length) {
        bytes = new byte[length];
        known = new boolean[length];
    }

    /// Reads `length` bytes at `start` by `reader`.
    static MemoryWindow read(long start, int length, BiFunction<Long, Integer, MemorySpan> reader) {
        MemoryWindow window = new MemoryWindow(length);
        int at = 0;
        while (at < length) {
            long address = start + at;
            int inPage = PAGE - (int) (address & PAGE - 1);
            int piece = Math.min(inPage, length - at);
            MemorySpan span = reader.apply(address, piece);
            Bytes found = span.known();
            for (int i = 0; i < Math.min(piece, found.length()); i++) {
                window.bytes[at + i] = (byte) found.get(i);
                window.known[at + i] = true;
            }
            if (span instanceof MemorySpan.Unknown(var why)) {
                window.unknown = Optional.of(why);
            }
            at += piece;
        }
        return window;
    }

    int length() {
        return bytes.length;
    }

    /// Whether `count` bytes at `offset` were read.
    boolean isKnown(int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (i >= known.length || !known[i]) {
                return false;
            }
        }
        return true;
    }

    /// The little-endian value of `size` bytes at `offset`.
    long value(int offset, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[offset + i] & 0xff;
        }
        return value;
    }

    /// How many bytes from the start were read without a gap.
    int knownLength() {
        int length = 0;
        while (length < known.length && known[length]) {
            length++;
        }
        return length;
    }

    /// The bytes from the start up to the first gap.
    Bytes knownBytes() {
        return Bytes.of(java.util.Arrays.copyOf(bytes, knownLength()));
    }

    /// Why something is neither known nor unreadable, if that is so.
    Optional<String> unknown() {
        return unknown;
    }
}
