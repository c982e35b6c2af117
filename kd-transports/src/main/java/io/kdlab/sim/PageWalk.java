package io.kdlab.sim;

/// The walk through page tables, as the processor does it and as a debugger would.
///
/// An entry is looked at by its bits only: 0 present, 1 writable, 5 accessed, 6 dirty, 7 large page, 63 no execution.
final class PageWalk {
    static final long PRESENT = 1;
    static final long WRITABLE = 1 << 1;
    static final long USER = 1 << 2;
    static final long ACCESSED = 1 << 5;
    static final long DIRTY = 1 << 6;
    static final long LARGE = 1 << 7;
    static final long NO_EXECUTE = 1L << 63;
    static final long FRAME = 0x000F_FFFF_FFFF_F000L;
    /// What [#leaf] answers when a level is missing.
    static final long NOT_MAPPED = -1;

    private final SimMemory memory;
    private final PageFormat format;

    PageWalk(SimMemory memory, PageFormat format) {
        this.memory = memory;
        this.format = format;
    }

    /// The physical address of a virtual one, or [#NOT_MAPPED]. Changes nothing.
    long physical(long cr3, long virtual) {
        if (!format.canonical(virtual)) {
            return NOT_MAPPED;
        }
        long leaf = leaf(cr3, virtual, 0);
        return leaf == NOT_MAPPED ? NOT_MAPPED : frame(leaf, virtual);
    }

    /// The physical address that a leaf entry gives to a virtual one: 4 KiB frames only carry bit 7 as PAT, so the
    /// walk marks large leaves by leaving bit 7 set and clears it in small ones.
    static long frame(long leaf, long virtual) {
        return (leaf & LARGE) != 0
                ? (leaf & FRAME & ~0x1F_FFFFL) | (virtual & 0x1F_FFFF)
                : (leaf & FRAME) | (virtual & 0xFFF);
    }

    /// The last entry of the walk, its writable and no-execute bits those of the whole path; sets `mark` (accessed,
    /// dirty) on the way, accessed alone above the leaf.
    long leaf(long cr3, long virtual, long mark) {
        long table = cr3 & FRAME;
        long writable = WRITABLE;
        long noExecute = 0;
        for (int shift = format.top(); ; shift -= format.bits()) {
            long slot = table + format.slot(virtual, shift);
            if (!memory.contains(slot)) {
                return NOT_MAPPED;
            }
            long entry = memory.read(slot, format.entrySize());
            if ((entry & PRESENT) == 0) {
                return NOT_MAPPED;
            }
            writable &= entry;
            noExecute |= entry & NO_EXECUTE;
            boolean large = shift == 21 && (entry & LARGE) != 0;
            boolean last = shift == 12 || large;
            long marked = entry | (last ? mark : mark & ACCESSED);
            if (marked != entry) {
                memory.write(slot, format.entrySize(), marked);
            }
            if (last) {
                long plain = large ? marked : marked & ~LARGE;
                return (plain & ~(WRITABLE | NO_EXECUTE)) | writable | noExecute;
            }
            table = entry & FRAME;
        }
    }
}
