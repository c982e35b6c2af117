package io.kdlab.sim;

import io.kdlab.sim.Opcode.Width;

/// CLC STC CMC, CLD STD, CLI STI, LAHF SAHF.
final class FlagOperations {
    private static final long LOW = Registers.ARITHMETIC & 0xFF;

    private FlagOperations() {}

    static void addTo(OpcodeTable table) {
        table.plain(0xF5, Width.BYTE, (m, i) -> m.registers.flags ^= Registers.CF);
        table.plain(0xF8, Width.BYTE, (m, i) -> m.registers.flag(Registers.CF, false));
        table.plain(0xF9, Width.BYTE, (m, i) -> m.registers.flag(Registers.CF, true));
        table.plain(0xFA, Width.BYTE, (m, i) -> m.registers.flag(Registers.IF, false));
        table.plain(0xFB, Width.BYTE, FlagOperations::enableInterrupts);
        table.plain(0xFC, Width.BYTE, (m, i) -> m.registers.flag(Registers.DF, false));
        table.plain(0xFD, Width.BYTE, (m, i) -> m.registers.flag(Registers.DF, true));
        table.plain(0x9E, Width.BYTE, FlagOperations::fromAh);
        table.plain(0x9F, Width.BYTE, FlagOperations::toAh);
    }

    /// The instruction behind an STI that turned interrupts on still runs without: `sti; hlt` cannot miss one.
    private static void enableInterrupts(Cpu m, Instruction i) {
        if (!m.registers.flag(Registers.IF)) {
            m.registers.flag(Registers.IF, true);
            m.shadowInterrupts();
        }
    }

    private static void fromAh(Cpu m, Instruction i) {
        long ah = m.registers.get(4, 1, false);
        m.registers.flags = (m.registers.flags & ~LOW) | (ah & LOW) | Registers.FIXED;
    }

    private static void toAh(Cpu m, Instruction i) {
        m.registers.set(4, 1, false, (m.registers.flags & LOW) | Registers.FIXED);
    }
}
