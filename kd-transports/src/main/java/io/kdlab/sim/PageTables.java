package io.kdlab.sim;

/// Builds page tables in simulated memory, as a boot loader does: the tables take pages from a given one upwards.
final class PageTables {
    private final SimMemory memory;
    private final long root;
    private long nextPage;

    /// Tables whose root is the physical page `firstPage`; more pages behind it are taken as needed.
    PageTables(SimMemory memory, int firstPage) {
        this.memory = memory;
        this.root = (long) firstPage * SimMemory.PAGE;
        this.nextPage = firstPage + 1L;
    }

    /// Another address space that shares the upper half of this one; its tables take pages from `firstPage` upwards.
    PageTables fork(int firstPage) {
        PageTables other = new PageTables(memory, firstPage);
        for (int slot = 256; slot < 512; slot++) {
            memory.write(other.root + slot * 8L, 8, memory.read(root + slot * 8L, 8));
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
        for (int shift = 39; shift > 12; shift -= 9) {
            long slot = table + (virtual >>> shift & 0x1FF) * 8;
            long entry = memory.read(slot, 8);
            if ((entry & PageWalk.PRESENT) == 0) {
                entry = nextPage++ * SimMemory.PAGE | PageWalk.PRESENT | PageWalk.WRITABLE | PageWalk.ACCESSED;
                memory.write(slot, 8, entry);
            }
            table = entry & PageWalk.FRAME;
        }
        memory.write(
                table + (virtual >>> 12 & 0x1FF) * 8,
                8,
                physical
                        | (present ? PageWalk.PRESENT : 0)
                        | (writable ? PageWalk.WRITABLE : 0)
                        | (executable ? 0 : PageWalk.NO_EXECUTE));
    }

    /// Lets the root map itself at a slot, so that page tables are readable at virtual addresses.
    void mapSelf(int slot) {
        memory.write(
                root + slot * 8L,
                8,
                root | PageWalk.PRESENT | PageWalk.WRITABLE | PageWalk.ACCESSED | PageWalk.NO_EXECUTE);
    }
}
