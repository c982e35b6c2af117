package io.kdlab.sim;

/// Builds page tables in simulated memory, as a boot loader does: the tables take pages from a given one upwards.
final class PageTables {
    private final SimMemory memory;
    private final PageFormat format;
    private final long root;
    private long nextPage;

    /// Tables whose root is the physical page `firstPage`; more pages behind it are taken as needed.
    PageTables(SimMemory memory, PageFormat format, int firstPage) {
        this.memory = memory;
        this.format = format;
        this.root = (long) firstPage * SimMemory.PAGE;
        this.nextPage = firstPage + 1L;
    }

    /// Another address space that shares the upper half of this one; its tables take pages from `firstPage` upwards.
    PageTables fork(int firstPage) {
        PageTables other = new PageTables(memory, format, firstPage);
        int size = format.entrySize();
        for (int slot = format.entries() / 2; slot < format.entries(); slot++) {
            memory.write(other.root + (long) slot * size, size, memory.read(root + (long) slot * size, size));
        }
        return other;
    }

    /// What CR3 must hold.
    long root() {
        return root;
    }

    /// The first page that these tables have not taken.
    int end() {
        return (int) nextPage;
    }

    /// Maps one page of virtual memory, or does all but set its present bit.
    void map(long virtual, long physical, boolean writable, boolean executable, boolean present) {
        long table = root;
        int size = format.entrySize();
        for (int shift = format.top(); shift > 12; shift -= format.bits()) {
            long slot = table + format.slot(virtual, shift);
            long entry = memory.read(slot, size);
            if ((entry & PageWalk.PRESENT) == 0) {
                entry = nextPage++ * SimMemory.PAGE | PageWalk.PRESENT | PageWalk.WRITABLE | PageWalk.ACCESSED;
                memory.write(slot, size, entry);
            }
            table = entry & PageWalk.FRAME;
        }
        memory.write(
                table + format.slot(virtual, 12),
                size,
                physical
                        | (present ? PageWalk.PRESENT : 0)
                        | (writable ? PageWalk.WRITABLE : 0)
                        | (executable ? 0 : PageWalk.NO_EXECUTE));
    }

    /// Lets the root map itself at a slot, so that page tables are readable at virtual addresses.
    void mapSelf(int slot) {
        memory.write(
                root + (long) slot * format.entrySize(),
                format.entrySize(),
                root | PageWalk.PRESENT | PageWalk.WRITABLE | PageWalk.ACCESSED | PageWalk.NO_EXECUTE);
    }
}
