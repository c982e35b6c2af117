package io.kdlab.symbol;

import java.util.Arrays;
import java.util.Optional;

/// The places that one module names, sorted; built by one walk over the module's records, which stay in the file.
final class PdbModuleSymbols {
    private static final long SIGNATURE = 4;

    private final MsfStream stream;

    /// Section and offset of each place, ascending.
    private final long[] places;

    /// Where the record of each place lies.
    private final long[] records;

    PdbModuleSymbols(MsfStream stream, long size) {
        this.stream = stream;
        long end = Math.min(size, stream.length());
        int count = 0;
        long[][] found = new long[64][];
        for (long at = SIGNATURE; at + 4 <= end; at += PdbRecord.size(stream, at)) {
            Optional<PdbRecord> record = PdbRecord.read(stream, at);
            if (record.isPresent() && record.get().section() != 0) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] =
                        new long[] {place(record.get().section(), record.get().offset()), at};
            }
        }
        long[][] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted, (a, b) -> Long.compare(a[0], b[0]));
        places = Arrays.stream(sorted).mapToLong(pair -> pair[0]).toArray();
        records = Arrays.stream(sorted).mapToLong(pair -> pair[1]).toArray();
    }

    Optional<PdbRecord> below(int section, int offset) {
        int index = Arrays.binarySearch(places, place(section, offset));
        int nearest = index >= 0 ? index : -index - 2;
        if (nearest < 0 || places[nearest] >>> 32 != section) {
            return Optional.empty();
        }
        return PdbRecord.read(stream, records[nearest]);
    }

    /// The nearest place above one in its section.
    Optional<PdbRecord> above(int section, int offset) {
        int index = Arrays.binarySearch(places, place(section, offset) + 1);
        int nearest = index >= 0 ? index : -index - 1;
        // Of those at one place, binary search finds any.
        while (nearest > 0 && nearest <= places.length && places[nearest - 1] > place(section, offset)) {
            nearest--;
        }
        return nearest < places.length && places[nearest] >>> 32 == section
                ? PdbRecord.read(stream, records[nearest])
                : Optional.empty();
    }

    /// Where the record of what is exactly at a place lies.
    Optional<Long> at(int section, int offset, String name) {
        long wanted = place(section, offset);
        int index = Arrays.binarySearch(places, wanted);
        while (index > 0 && places[index - 1] == wanted) {
            index--;
        }
        for (int i = Math.max(index, 0); index >= 0 && i < places.length && places[i] == wanted; i++) {
            if (PdbRecord.read(stream, records[i])
                    .filter(record -> record.name().equals(name))
                    .isPresent()) {
                return Optional.of(records[i]);
            }
        }
        return Optional.empty();
    }

    /// Where the record of the nearest procedure at or below a place lies.
    Optional<Long> procedureBelow(int section, int offset) {
        int index = Arrays.binarySearch(places, place(section, offset));
        for (int at = index >= 0 ? index : -index - 2; at >= 0 && places[at] >>> 32 == section; at--) {
            if (PdbRecord.isProcedure(stream, records[at])) {
                return Optional.of(records[at]);
            }
        }
        return Optional.empty();
    }

    /// One number of a section and an offset in it, in the order of both.
    static long place(int section, int offset) {
        return (long) section << 32 | Integer.toUnsignedLong(offset);
    }
}
