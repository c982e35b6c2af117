package io.kdlab.memory;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// What was read of a target's memory since it stopped. Belongs to the thread that owns the target.
///
/// A byte that is known is not asked for again. What is asked for is what somebody wants to read, in requests as
/// large as the wire carries; more than that only where [ReadAhead] allows it.
public final class CachedMemory implements Memory {
    /// The most bytes that one read may ask for.
    public static final int READ_LIMIT = 16 << 20;

    private final Source source;
    private final ReadAhead ahead;
    private final PageCache pages = new PageCache();
    private Unchanging unchanging = Unchanging.NOTHING;
    private Address expected = Address.ZERO;
    private long expectedLength;

    /// Fetches from `source` what is not known yet.
    public CachedMemory(Source source, ReadAhead ahead) {
        this.source = source;
        this.ahead = ahead;
    }

    /// Asks the target.
    @FunctionalInterface
    public interface Source {
        /// Reads what was asked for at the most. May return fewer bytes than asked for.
        Fetched fetch(Address at, int length);
    }

    /// Knows bytes of the target without asking it.
    public interface Unchanging {
        /// Knows nothing.
        Unchanging NOTHING = new Unchanging() {
            @Override
            public Bytes known(Address at, int length) {
                return Bytes.EMPTY;
            }

            @Override
            public int unknown(Address at, int length) {
                return length;
            }
        };

        /// The bytes from `at` on, at most `length`; none where it does not know them.
        Bytes known(Address at, int length);

        /// How many bytes from `at`, which it does not know, it does not know either; at most `length`.
        int unknown(Address at, int length);
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

    /// Where to look before the target is asked.
    public void unchanging(Unchanging disk) {
        unchanging = disk;
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
            CachedPage page = pages.at(at);
            int offset = CachedPage.offset(at);
            int run = page.knownRun(offset, length - done);
            if (run > 0) {
                page.copyTo(offset, out, done, run);
                done += run;
            } else if (page.isUnreadable(offset)) {
                return cut(out, done, at);
            } else if (!take(at, length - done)) {
                fetch(at, length - done);
            }
        }
        return new MemorySpan.Known(Bytes.of(out));
    }

    private static MemorySpan cut(byte[] out, int done, Address at) {
        return done == 0 ? new MemorySpan.Unreadable(at) : new MemorySpan.Partial(Bytes.of(out, 0, done), at);
    }

    @Override
    public void expect(Address start, int length) {
        expected = start;
        expectedLength = Math.max(length, 0);
    }

    @Override
    public void ordinary(Address start, int length) {
        ahead.allow(start, length);
    }

    /// Takes from disk what it has; whether it had anything.
    private boolean take(Address at, int wanted) {
        Bytes found = unchanging.known(at, Math.min(wanted, CachedPage.SIZE));
        pages.keep(at, found.slice(0, Math.min(found.length(), pages.unknown(at, wanted))));
        return !found.isEmpty();
    }

    /// Fetches from `at`, which is not known, what is wanted there and may come along.
    private void fetch(Address at, int wanted) {
        if (pages.unknown(at, 1) == 0) {
            // Looking for it on disk has read it.
            return;
        }
        long soon = Math.max(wanted, soon(at));
        int most = ahead.packet();
        int asked = unknown(at, (int) Math.min(soon, most));
        int length = asked < most && asked == soon
                ? unknown(at, asked + ahead.beyond(at, asked, pages.isKnown(at.plus(-1))))
                : asked;
        Fetched fetched = source.fetch(at, length);
        int inPage = CachedPage.SIZE - CachedPage.offset(at);
        if (fetched.bytes().isEmpty() && length > inPage && !fetched.sparse()) {
            // Some targets give all or nothing.
            fetched = source.fetch(at, inPage);
        }
        pages.keep(at, fetched.bytes());
        if (fetched.failed() || fetched.bytes().isEmpty()) {
            pages.unreadable(at.plus(fetched.bytes().length()), fetched.sparse());
        }
    }

    /// How many bytes from `at` on only the target knows, at most `most`.
    private int unknown(Address at, int most) {
        return pages.unknown(at, unchanging.unknown(at, most));
    }

    /// How many bytes from `at` on are expected to be read.
    private long soon(Address at) {
        long into = at.minus(expected);
        return Long.compareUnsigned(into, expectedLength) < 0 ? expectedLength - into : 0;
    }

    /// How many bytes are known.
    public long remembered() {
        return pages.known();
    }

    /// Forgets everything: the target ran, or was written to, or another address space or processor is looked at.
    public void drop() {
        pages.clear();
        ahead.forget();
        expectedLength = 0;
    }
}
