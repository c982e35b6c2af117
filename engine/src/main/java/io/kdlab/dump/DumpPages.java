package io.kdlab.dump;

import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;

/// Where in a dump file each physical page is.
sealed interface DumpPages {
    /// The file offset of page `number`, or -1 when the dump does not hold it.
    long offset(long number);

    /// How many pages the dump holds.
    long count();

    /// Pages by runs, one behind the other (a complete dump).
    record Runs(List<PageRun> runs) implements DumpPages {
        @Override
        public long offset(long number) {
            long at = DumpHeader.SIZE;
            for (PageRun run : runs) {
                if (number >= run.first() && number < run.end()) {
                    return at + (number - run.first()) * PageRun.PAGE;
                }
                at += run.count() * PageRun.PAGE;
            }
            return -1;
        }

        @Override
        public long count() {
            return runs.stream().mapToLong(PageRun::count).sum();
        }
    }

    /// Pages by a bitmap: a set bit for each page held, the pages in order behind it.
    final class Bitmap implements DumpPages {
        /// Of a bitmap dump (types 5 and 6): where its bits begin.
        static final int BITS = 0x38;
        /// Of a summary dump (type 2, WDK's `SUMMARY_DUMP64`): where its bits begin.
        static final int SUMMARY_BITS = 0x28;

        private static final int FULL = 0x504D_4446; // FDMP
        private static final int SUMMARY = 0x504D_4453; // SDMP
        private static final int VALID = 0x504D_5544; // DUMP

        private final long firstPage;
        private final long[] words;
        /// Set bits before each word.
        private final long[] before;

        Bitmap(long firstPage, long[] words) {
            this.firstPage = firstPage;
            this.words = words;
            this.before = new long[words.length + 1];
            for (int n = 0; n < words.length; n++) {
                before[n + 1] = before[n] + Long.bitCount(words[n]);
            }
        }

        /// Reads the bitmap that `area`, the file from its header on, begins with.
        static Bitmap of(ByteBuffer area, DumpKind kind, String name) throws DumpException {
            ByteBuffer at = area.order(ByteOrder.LITTLE_ENDIAN);
            if (at.remaining() < BITS || (at.getInt(0) != FULL && at.getInt(0) != SUMMARY) || at.getInt(4) != VALID) {
                throw new DumpException(name + ": no bitmap of pages (SDMPDUMP or FDMPDUMP) at 2000");
            }
            boolean summary = kind == DumpKind.KERNEL;
            long firstPage = summary ? Integer.toUnsignedLong(at.getInt(0x0C)) : at.getLong(0x20);
            long bits = summary ? Integer.toUnsignedLong(at.getInt(0x10)) : at.getLong(0x30);
            int start = summary ? SUMMARY_BITS : BITS;
            long most = 8L * (at.remaining() - start);
            if (bits < 0 || bits > most) {
                throw new DumpException("%s: its bitmap has %d bits, but the file holds %d behind 2000"
                        .formatted(name, bits, Math.max(most, 0)));
            }
            long[] words = new long[(int) ((bits + 63) / 64)];
            for (long bit = 0; bit < bits; bit++) {
                if ((at.get((int) (start + bit / 8)) >> bit % 8 & 1) != 0) {
                    words[(int) (bit / 64)] |= 1L << bit;
                }
            }
            return new Bitmap(firstPage, words);
        }

        @Override
        public long offset(long number) {
            if (number < 0 || number / 64 >= words.length) {
                return -1;
            }
            int word = (int) (number / 64);
            if ((words[word] >>> number & 1) == 0) {
                return -1;
            }
            long rank = before[word] + Long.bitCount(words[word] & (1L << number) - 1);
            return firstPage + rank * PageRun.PAGE;
        }

        @Override
        public long count() {
            return before[words.length];
        }

        /// Where the last page ends; negative when that is beyond all files.
        long end() {
            return firstPage < 0 ? -1 : firstPage + count() * PageRun.PAGE;
        }

        /// What a file has behind its header, up to its first page: as many zeros as make that begin at a page.
        static Bytes encoded(BitSet held) {
            long[] words = held.toLongArray();
            int firstPage = (DumpHeader.SIZE + BITS + 8 * words.length + PageRun.PAGE - 1) & -PageRun.PAGE;
            ByteBuffer at = ByteBuffer.allocate(firstPage - DumpHeader.SIZE).order(ByteOrder.LITTLE_ENDIAN);
            at.putInt(0, SUMMARY).putInt(4, VALID);
            at.putLong(0x20, firstPage).putLong(0x28, held.cardinality()).putLong(0x30, 64L * words.length);
            for (int n = 0; n < words.length; n++) {
                at.putLong(BITS + 8 * n, words[n]);
            }
            return Bytes.of(at.array());
        }
    }
}
