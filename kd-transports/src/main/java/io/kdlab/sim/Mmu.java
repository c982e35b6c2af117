package io.kdlab.sim;

import java.util.Arrays;

/// Virtual memory as instructions see it: translation with rights, accesses across pages, and data breakpoints.
final class Mmu {
    /// Bits of a page fault's error code.
    static final int PROTECTED = 1;

    static final int WRITE = 2;
    static final int FETCH = 16;

    private static final int SLOTS = 256;

    private final SimMemory memory;
    private final PageFormat format;
    private final PageWalk walk;
    private final Registers registers;
    private final DebugRegisters debug;
    private final long[] tags = new long[3 * SLOTS];
    private final long[] frames = new long[3 * SLOTS];

    Mmu(SimMemory memory, Registers registers, DebugRegisters debug, PageFormat format) {
        this.memory = memory;
        this.format = format;
        this.walk = new PageWalk(memory, format);
        this.registers = registers;
        this.debug = debug;
        flush();
    }

    /// Forgets every translation: CR3 or a page table changed.
    void flush() {
        Arrays.fill(tags, 1); // no page begins at an odd address
    }

    long read(long address, int size) {
        if (debug.watchesData()) {
            debug.access(address, size, false);
        }
        int offset = (int) address & 0xFFF;
        if (offset + size <= SimMemory.PAGE) {
            return memory.read(translate(address, 0, 0), size);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= memory.read(translate(address + i, 0, 0), 1) << (8 * i);
        }
        return value;
    }

    void write(long address, int size, long value) {
        if (debug.watchesData()) {
            debug.access(address, size, true);
        }
        int offset = (int) address & 0xFFF;
        long first = translate(address, 1, WRITE);
        if (offset + size <= SimMemory.PAGE) {
            memory.write(first, size, value);
            return;
        }
        translate(address + size - 1, 1, WRITE); // both pages may be written, or neither byte is
        for (int i = 0; i < size; i++) {
            memory.write(translate(address + i, 1, WRITE), 1, value >>> (8 * i));
        }
    }

    /// One byte of code.
    int fetch(long address) {
        return (int) memory.read(translate(address, 2, FETCH), 1);
    }

    /// Up to 8 bytes of code at once; the caller asks only for what lies in one page.
    long fetch(long address, int size) {
        return memory.read(translate(address, 2, FETCH), size);
    }

    private long translate(long address, int kind, int access) {
        int slot = kind * SLOTS + ((int) (address >>> 12) & (SLOTS - 1));
        long page = address & ~0xFFFL;
        if (tags[slot] != page) {
            frames[slot] = fill(address, access) & ~0xFFFL;
            tags[slot] = page;
        }
        return frames[slot] | (address & 0xFFF);
    }

    /// Where entries have no bit against execution, a fetch is told as a read.
    private int told(int access) {
        return access == FETCH && format == PageFormat.TWO_LEVELS ? 0 : access;
    }

    private long fill(long address, int access) {
        if (!format.canonical(address)) {
            throw CpuFault.protection(0);
        }
        long leaf = walk.leaf(registers.cr3, address, 0);
        if (leaf == PageWalk.NOT_MAPPED) {
            throw CpuFault.page(address, told(access));
        }
        boolean refused = access == WRITE && (leaf & PageWalk.WRITABLE) == 0 && (registers.cr0 & Registers.CR0_WP) != 0
                || access == FETCH && leaf < 0;
        long physical = PageWalk.frame(leaf, address);
        if (refused || !memory.contains(physical)) {
            throw CpuFault.page(address, told(access) | PROTECTED);
        }
        walk.leaf(registers.cr3, address, access == WRITE ? PageWalk.ACCESSED | PageWalk.DIRTY : PageWalk.ACCESSED);
        return physical;
    }
}
