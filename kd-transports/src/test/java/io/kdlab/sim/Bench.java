package io.kdlab.sim;

/// A machine with a few identity-mapped regions, for tests that run code without a kernel.
final class Bench {
    static final long CODE = 0x2000_0000L;
    static final long DATA = 0x1000_0000L;
    static final long STACK = 0x3000_0000L;
    static final long TABLES = 0x3100_0000L;

    private static final int PAGES = 8;

    final SimMemory memory = new SimMemory(64);
    final Cpu machine = new Cpu(memory, CpuMode.X64);

    /// Physical pages 1 and up are page tables, 32 and up are handed out.
    Bench() {
        PageTables tables = new PageTables(memory, PageFormat.FOUR_LEVELS, 1);
        machine.registers.cr3 = tables.root();
        int frame = 32;
        for (long region : new long[] {CODE, DATA, STACK, TABLES}) {
            for (int n = 0; n < PAGES; n++) {
                tables.map(region + 4096L * n, 4096L * frame++, true, region == CODE, true);
            }
        }
        machine.registers.gpr[Registers.RSP] = STACK + 4096 * 4;
        machine.registers.rip = CODE;
    }

    Bench code(int... bytes) {
        for (int n = 0; n < bytes.length; n++) {
            machine.mmu.write(CODE + n, 1, bytes[n]);
        }
        return this;
    }
}
