package io.kdlab.symbol;

/// The texts that a PDB keeps once and refers to by offset (its stream `/names`): paths of source files, above all.
final class PdbStrings {
    private static final int NAMED_STREAMS = 28;
    private static final int SIGNATURE = 0xeffeeffe;
    private static final int HEADER = 12;

    private final MsfStream texts;
    private final long length;

    private PdbStrings(MsfStream texts) {
        boolean usable = texts.length() >= HEADER && texts.u32(0) == SIGNATURE;
        this.texts = texts;
        this.length = usable ? Math.min(Integer.toUnsignedLong(texts.u32(8)), texts.length() - HEADER) : 0;
    }

    /// @param info the stream whose end is a hash table of the streams that have names
    static PdbStrings of(MsfFile file, MsfStream info) {
        return new PdbStrings(file.stream(named(info, "/names"), "stream of texts"));
    }

    /// The number of the stream called `name`; -1 where there is none.
    private static int named(MsfStream info, String name) {
        if (info.length() < NAMED_STREAMS + 4) {
            return -1;
        }
        long names = NAMED_STREAMS + 4;
        long namesEnd = names + Integer.toUnsignedLong(info.u32(NAMED_STREAMS));
        long table = namesEnd;
        long count = Integer.toUnsignedLong(info.u32(table));
        long present = table + 8;
        long deleted = present + 4 + 4 * Integer.toUnsignedLong(info.u32(present));
        long entry = deleted + 4 + 4 * Integer.toUnsignedLong(info.u32(deleted));
        for (long i = 0; i < count; i++, entry += 8) {
            long at = names + Integer.toUnsignedLong(info.u32(entry));
            if (info.text(at, namesEnd).equals(name)) {
                return info.u32(entry + 4);
            }
        }
        return -1;
    }

    /// The text at `offset`; empty where there is none.
    String at(int offset) {
        long from = Integer.toUnsignedLong(offset);
        return from < length ? texts.text(HEADER + from, HEADER + length) : "";
    }
}
