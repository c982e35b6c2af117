package io.kdlab.arch;

import io.kdlab.value.Bytes;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// The four-level page tables of an x64 processor, read from physical memory.
///
/// Only the hardware's format is known here (Intel SDM vol. 3, 4.5): what a kernel keeps in an entry that is not
/// present (pages in transition, prototype entries) is its own affair. Five levels are not.
public final class X64Paging {
    private static final long PRESENT = 1;
    private static final long UNCACHED = 1 << 4;
    private static final long LARGE = 1 << 7;
    private static final long FRAME = 0x000F_FFFF_FFFF_F000L;
    private static final int LEVELS = 4;
    private static final int ENTRIES = 512;
    private static final int PAGE = 4096;

    private X64Paging() {}

    /// Physical memory.
    @FunctionalInterface
    public interface Physical {
        /// Bytes from `at` on; fewer than `length` where they cannot be read.
        Bytes read(long at, int length);
    }

    /// A page that is present.
    ///
    /// @param size 4 KiB, 2 MiB or 1 GiB
    /// @param uncached whether the processor must not cache it, as with the registers of devices
    public record Page(long virtual, long physical, long size, boolean uncached) {}

    /// The physical address of `virtual`, in the tables whose root CR3 names; empty when it is not present or a table
    /// cannot be read.
    public static OptionalLong physical(long cr3, long virtual, Physical memory) {
        return physical(cr3, virtual, memory, entry -> false);
    }

    /// The same, for a kernel that leaves the place of a page in a last entry that is not present any more: `kept` says
    /// of which.
    public static OptionalLong physical(long cr3, long virtual, Physical memory, LongPredicate kept) {
        if (virtual << 16 >> 16 != virtual) {
            return OptionalLong.empty();
        }
        long table = cr3 & FRAME;
        for (int level = LEVELS; level > 0; level--) {
            Bytes read = memory.read(table + 8 * slot(virtual, level), 8);
            if (read.length() < 8) {
                return OptionalLong.empty();
            }
            long entry = read.u64(0);
            if ((entry & PRESENT) == 0 && (level > 1 || !kept.test(entry))) {
                return OptionalLong.empty();
            }
            if (isPage(entry, level)) {
                long size = sizeOf(level);
                return OptionalLong.of((entry & FRAME & -size) | (virtual & (size - 1)));
            }
            table = entry & FRAME;
        }
        throw new AssertionError("the last level has pages only");
    }

    /// Every page that is present between two of the root's 512 slots, in the order of addresses, and the physical
    /// address of every table on the way as a page of size 0. Ends when `visitor` says false; whether it went on to
    /// the end.
    public static boolean visit(long cr3, int first, int end, Physical memory, Predicate<Page> visitor) {
        return visit(cr3 & FRAME, 0, LEVELS, first, end, memory, visitor);
    }

    private static boolean visit(
            long table, long base, int level, int first, int end, Physical memory, Predicate<Page> visitor) {
        if (!visitor.test(new Page(base, table, 0, false))) {
            return false;
        }
        Bytes entries = memory.read(table, PAGE);
        for (int slot = first; slot < end && 8 * slot + 8 <= entries.length(); slot++) {
            long entry = entries.u64(8 * slot);
            if ((entry & PRESENT) == 0) {
                continue;
            }
            long virtual = (base | (long) slot << shift(level)) << 16 >> 16;
            boolean more = isPage(entry, level)
                    ? visitor.test(
                            new Page(virtual, entry & FRAME & -sizeOf(level), sizeOf(level), (entry & UNCACHED) != 0))
                    : visit(entry & FRAME, virtual, level - 1, 0, ENTRIES, memory, visitor);
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPage(long entry, int level) {
        return level == 1 || (level < LEVELS && (entry & LARGE) != 0);
    }

    private static long slot(long virtual, int level) {
        return virtual >>> shift(level) & (ENTRIES - 1);
    }

    private static long sizeOf(int level) {
        return 1L << shift(level);
    }

    private static int shift(int level) {
        return 12 + 9 * (level - 1);
    }
}
