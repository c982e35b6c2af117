package io.kdlab.symbol;

import java.util.OptionalInt;

/// The image's sections as the PDB remembers them, numbered from 1: what turns section and offset into a distance.
final class PdbSections {
    private static final int HEADER = 40;

    private final MsfStream headers;

    PdbSections(MsfStream headers) {
        this.headers = headers;
    }

    int count() {
        return (int) Math.min(headers.length() / HEADER, 0xffff);
    }

    /// The distance from the image's base; empty where the file's section does not exist or is shorter.
    OptionalInt rva(int section, int offset) {
        if (section < 1 || section > count() || Integer.compareUnsigned(offset, size(section)) > 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(begin(section) + offset);
    }

    /// The section that covers `rva`, 0 when none does.
    int covering(int rva) {
        for (int section = 1; section <= count(); section++) {
            if (Integer.compareUnsigned(rva - begin(section), size(section)) < 0) {
                return section;
            }
        }
        return 0;
    }

    int begin(int section) {
        return headers.u32((long) HEADER * (section - 1) + 12);
    }

    /// Memory may be larger than the file's part (zeroed data) and, rarely, smaller.
    private int size(int section) {
        long at = (long) HEADER * (section - 1);
        int inMemory = headers.u32(at + 8);
        int inFile = headers.u32(at + 16);
        return Integer.compareUnsigned(inMemory, inFile) > 0 ? inMemory : inFile;
    }
}
