package io.kdlab.symbol;

import java.nio.charset.StandardCharsets;

/// The hash table by which a PDB finds records by name, read where it lies.
///
/// Names that differ in case only fall into the same bucket, so one look-up answers both questions.
final class PdbHash {
    private static final int HEADER = 16;
    private static final int RECORD = 8;
    private static final int BUCKETS = 4096;
    private static final int BITMAP = (BUCKETS / 32 + 1) * 4;

    /// Chains count twelve bytes a record, the size it once had in somebody's memory.
    private static final int CHAIN_UNIT = 12;

    /// What becomes of each candidate.
    interface Visitor {
        /// The record at `offset` may have the name. Returns whether to go on.
        boolean visit(long offset);
    }

    private final MsfStream stream;
    private final long start;
    private final long records;
    private final long count;
    private final boolean usable;

    PdbHash(MsfStream stream, long start) {
        this.stream = stream;
        this.start = start;
        boolean present = stream.length() >= start + HEADER && stream.u32(start) == -1;
        long size = present ? Integer.toUnsignedLong(stream.u32(start + 8)) : 0;
        long table = present ? Integer.toUnsignedLong(stream.u32(start + 12)) : 0;
        records = start + HEADER;
        usable = present && table >= BITMAP && records + size + table <= stream.length();
        count = usable ? size / RECORD : 0;
    }

    /// Offers every record of the bucket of `name`.
    void candidates(String name, Visitor visitor) {
        if (!usable) {
            return;
        }
        int bucket = Integer.remainderUnsigned(hash(name.getBytes(StandardCharsets.UTF_8)), BUCKETS);
        long bitmap = records + count * RECORD;
        int word = stream.u32(bitmap + 4L * (bucket / 32));
        if ((word >>> bucket % 32 & 1) == 0) {
            return;
        }
        int before = Integer.bitCount(word & (1 << bucket % 32) - 1);
        for (int i = 0; i < bucket / 32; i++) {
            before += Integer.bitCount(stream.u32(bitmap + 4L * i));
        }
        long chains = bitmap + BITMAP + 4L * before;
        long first = Integer.toUnsignedLong(stream.u32(chains)) / CHAIN_UNIT;
        long end = hasNext(chains) ? Integer.toUnsignedLong(stream.u32(chains + 4)) / CHAIN_UNIT : count;
        for (long index = first; index < Math.min(end, count); index++) {
            if (!visitor.visit(record(index))) {
                return;
            }
        }
    }

    /// Offers records in no order, at most `limit`.
    void all(long limit, Visitor visitor) {
        for (long index = 0; index < Math.min(count, limit); index++) {
            if (!visitor.visit(record(index))) {
                return;
            }
        }
    }

    private boolean hasNext(long chain) {
        long end = records + count * RECORD + Integer.toUnsignedLong(stream.u32(start + 12));
        return chain + 8 <= end;
    }

    /// Offsets of records are stored one too high.
    private long record(long index) {
        return Integer.toUnsignedLong(stream.u32(records + index * RECORD)) - 1;
    }

    static int hash(byte[] name) {
        int hash = 0;
        int at = 0;
        for (; at + 4 <= name.length; at += 4) {
            hash ^= name[at] & 0xff | (name[at + 1] & 0xff) << 8 | (name[at + 2] & 0xff) << 16 | name[at + 3] << 24;
        }
        if (at + 2 <= name.length) {
            hash ^= name[at] & 0xff | (name[at + 1] & 0xff) << 8;
            at += 2;
        }
        if (at < name.length) {
            hash ^= name[at] & 0xff;
        }
        hash |= 0x20202020;
        hash ^= hash >>> 11;
        return hash ^ hash >>> 16;
    }
}
