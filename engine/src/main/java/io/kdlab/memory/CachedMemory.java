package io.kdlab.memory;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What was read of a target's memory since it stopped. Belongs to the thread that owns the target.
///
/// Memory is kept in lines of 128 bytes, small enough that a four-byte read stays cheap on a serial line.
/// Missing lines that follow each other are fetched together, never more than the wire carries in one.
public final class CachedMemory implements Memory {
    /// The most bytes that one read may ask for.
    public static final int READ_LIMIT = 16 << 20;

    private static final int LINE = 128;
    private static final int MAX_LINES = 32_768;

    private final Source source;
    private final int largestRead;
    private final Map<Long, Line> lines = new HashMap<>();

    /// Fetches from `source` what is not known yet, at most `largestRead` bytes at once; no less than a line.
    public CachedMemory(Source source, int largestRead) {
        if (largestRead < LINE) {
            throw new IllegalArgumentException("a wire that carries less than %d bytes".formatted(LINE));
        }
        this.source = source;
        this.largestRead = largestRead;
    }

    /// Asks the target.
    @FunctionalInterface
    public interface Source {
        /// Reads what was asked for at the most. May return fewer bytes than asked for.
        Fetched fetch(Address at, int length);
    }

    /// What the target gave.
    ///
    /// @param failed whether the target said that the byte after `bytes` cannot be read
    /// @param sparse whether the very next bytes may be readable all the same: recordings have holes of any size
    public record Fetched(Bytes bytes, boolean failed, boolean sparse) {
        /// From a target whose memory has holes of whole pages.
        public Fetched(Bytes bytes, boolean failed) {
            this(bytes, failed, false);
        }
    }

    /// What is known of a line; `closed` when the other bytes are unreadable, `holes` are single bytes that are.
    private static final class Line {
        final byte[] bytes = new byte[LINE];
        final BitSet known = new BitSet();
        final BitSet holes = new BitSet();
        boolean closed;

        /// The first byte to ask for when the one at `offset` is wanted.
        int first(int offset) {
            return holes.isEmpty() ? known.nextClearBit(0) : offset;
        }
    }

    @Override
    public MemorySpan read(Address start, int length) {
        if (length < 0 || length > READ_LIMIT) {
            return new MemorySpan.Unknown("a read of %d bytes is more than the %d MiB that one read may ask for"
                    .formatted(Integer.toUnsignedLong(length), READ_LIMIT >> 20));
        }
        var out = new byte[length];
        int done = 0;
        while (done < length) {
            Address at = start.plus(done);
            int offset = (int) (at.value() & (LINE - 1));
            Line line = lines.get(at.value() >>> 7);
            if (line != null && line.known.get(offset)) {
                int count = Math.min(line.known.nextClearBit(offset) - offset, length - done);
                System.arraycopy(line.bytes, offset, out, done, count);
                done += count;
            } else if (line != null && (line.closed || line.holes.get(offset))) {
                return cut(out, done, at);
            } else {
                fetch(at, length - done);
            }
        }
        return new MemorySpan.Known(Bytes.of(out));
    }

    private static MemorySpan cut(byte[] out, int done, Address at) {
        return done == 0 ? new MemorySpan.Unreadable(at) : new MemorySpan.Partial(Bytes.of(out, 0, done), at);
    }

    /// Fetches from the first unknown byte of the line at `at` towards `at + wanted`, to the end of a line.
    private void fetch(Address at, int wanted) {
        if (lines.size() > MAX_LINES) {
            lines.clear();
        }
        Line first = lines.get(at.value() >>> 7);
        int offset = (int) (at.value() & (LINE - 1));
        Address from = at.plus(-offset).plus(first == null ? 0 : first.first(offset));
        long end = at.minus(from) + wanted + (LINE - 1) & -LINE;
        int length = (int) Math.min(end - (from.value() & (LINE - 1)), largestRead);
        int tail = (int) (from.plus(length).value() & (LINE - 1));
        if (length > LINE && tail < length) {
            length -= tail;
        }
        if (length <= 0) {
            length = LINE - (int) (from.value() & (LINE - 1));
        }
        if (first != null && !first.holes.isEmpty()) {
            length = Math.min(wanted, length);
        }
        Fetched fetched = source.fetch(from, length);
        keep(from, fetched.bytes());
        if (fetched.failed() || fetched.bytes().isEmpty()) {
            Address hole = from.plus(fetched.bytes().length());
            if (fetched.sparse()) {
                line(hole).holes.set((int) (hole.value() & (LINE - 1)));
            } else {
                line(hole).closed = true;
            }
        }
    }

    private void keep(Address from, Bytes bytes) {
        for (int i = 0; i < bytes.length(); ) {
            Address at = from.plus(i);
            Line line = line(at);
            int offset = (int) (at.value() & (LINE - 1));
            int count = Math.min(LINE - offset, bytes.length() - i);
            bytes.slice(i, count).copyTo(line.bytes, offset);
            line.known.set(offset, offset + count);
            i += count;
        }
    }

    private Line line(Address at) {
        return lines.computeIfAbsent(at.value() >>> 7, key -> new Line());
    }

    /// Forgets everything: the target ran, or its address space changed.
    public void drop() {
        lines.clear();
    }

    /// Forgets `length` bytes at `start`, which were written.
    public void drop(Address start, int length) {
        for (long key = start.value() >>> 7;
                key <= start.plus(Math.max(length - 1, 0)).value() >>> 7;
                key++) {
            lines.remove(key);
        }
    }
}
