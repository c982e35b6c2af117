package io.kdlab.memory;

import io.kdlab.target.Target;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.OptionalLong;

/// Virtual addresses of one address space in physical memory, by the page tables of x64 (four levels).
///
/// @param directory the physical address of the topmost table
public record PageTables(Target target, long directory) {
    private static final int ENTRY = 8;
    private static final int LEVELS = 4;
    private static final int INDEX_BITS = 9;
    private static final int PAGE_BITS = 12;
    private static final long FRAME = 0x000f_ffff_ffff_f000L;
    private static final long PRESENT = 1;
    private static final long LARGE = 0x80;
    /// A page on its way out, still in memory, and a page that another table describes (Windows).
    private static final long TRANSITION = 0x800;
    private static final long PROTOTYPE = 0x400;

    /// Where the byte at `address` is; empty when it is in no physical page, or the tables cannot be read.
    public OptionalLong physical(Address address) {
        long table = directory & FRAME;
        for (int level = LEVELS - 1; level >= 0; level--) {
            int shift = PAGE_BITS + INDEX_BITS * level;
            long index = address.value() >>> shift & (1 << INDEX_BITS) - 1;
            Bytes bytes = target.readPhysical(table + ENTRY * index, ENTRY).known();
            if (bytes.length() < ENTRY) {
                return OptionalLong.empty();
            }
            long entry = bytes.u64(0);
            boolean large = level > 0 && level < LEVELS - 1 && (entry & LARGE) != 0;
            if (!isThere(entry, level)) {
                return OptionalLong.empty();
            }
            if (level == 0 || large) {
                long inside = (1L << shift) - 1;
                return OptionalLong.of(entry & FRAME & ~inside | address.value() & inside);
            }
            table = entry & FRAME;
        }
        return OptionalLong.empty();
    }

    private static boolean isThere(long entry, int level) {
        return (entry & PRESENT) != 0 || level == 0 && (entry & (TRANSITION | PROTOTYPE)) == TRANSITION;
    }
}
