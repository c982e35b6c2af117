package io.kdlab.sim;

/// How page tables look: how many levels there are, and how long an entry is. The bits of an entry mean the same in
/// both ([PageWalk]), but that a short one has no room for "no execution".
enum PageFormat {
    /// Four levels of 512 entries: 48 bits of address.
    FOUR_LEVELS(4, 9, 8),
    /// Two levels of 1024 entries: 32 bits of address, without PAE and 4 MiB pages.
    TWO_LEVELS(2, 10, 4);

    private final int levels;
    private final int bits;
    private final int entrySize;

    PageFormat(int levels, int bits, int entrySize) {
        this.levels = levels;
        this.bits = bits;
        this.entrySize = entrySize;
    }

    /// The lowest address bit that the root's index looks at.
    int top() {
        return 12 + bits * (levels - 1);
    }

    /// How many address bits an index has.
    int bits() {
        return bits;
    }

    int entries() {
        return 1 << bits;
    }

    int entrySize() {
        return entrySize;
    }

    /// Where the entry for an address stands in a table, in bytes.
    long slot(long virtual, int shift) {
        return (virtual >>> shift & entries() - 1) * entrySize;
    }

    /// Whether such an address can exist.
    boolean canonical(long virtual) {
        return this == TWO_LEVELS ? virtual >>> 32 == 0 : virtual << 16 >> 16 == virtual;
    }
}
