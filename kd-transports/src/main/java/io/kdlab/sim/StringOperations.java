package io.kdlab.sim;

import io.kdlab.sim.Opcode.Width;

/// MOVS, STOS, LODS, SCAS, CMPS with REP, REPE, REPNE. One step does one element: RIP moves on when the count is used
/// up, so that interrupts and single steps come between elements as on a processor.
final class StringOperations {
    private StringOperations() {}

    static void addTo(OpcodeTable table) {
        for (int wide = 0; wide < 2; wide++) {
            Width width = wide == 0 ? Width.BYTE : Width.VARIABLE;
            table.plain(0xA4 + wide, width, (m, i) -> repeated(m, i, StringOperations::move, false));
            table.plain(0xA6 + wide, width, (m, i) -> repeated(m, i, StringOperations::compare, true));
            table.plain(0xAA + wide, width, (m, i) -> repeated(m, i, StringOperations::store, false));
            table.plain(0xAC + wide, width, (m, i) -> repeated(m, i, StringOperations::load, false));
            table.plain(0xAE + wide, width, (m, i) -> repeated(m, i, StringOperations::scan, true));
        }
    }

    private static void repeated(Cpu m, Instruction i, Operation element, boolean conditional) {
        if (i.repeat == 0) {
            element.execute(m, i);
            return;
        }
        int size = i.address32 ? 4 : 8;
        long left = m.registers.get(Registers.RCX, size, true);
        if (left == 0) {
            return;
        }
        element.execute(m, i);
        left--;
        m.registers.set(Registers.RCX, size, true, left);
        boolean goesOn = !conditional || m.registers.flag(Registers.ZF) == (i.repeat == 0xF3);
        if (left != 0 && goesOn) {
            m.registers.rip = i.address;
        }
    }

    private static long pointer(Cpu m, Instruction i, int register) {
        return m.registers.get(register, i.address32 ? 4 : 8, true);
    }

    private static void advance(Cpu m, Instruction i, int register) {
        int step = m.registers.flag(Registers.DF) ? -i.size : i.size;
        m.registers.set(register, i.address32 ? 4 : 8, true, pointer(m, i, register) + step);
    }

    private static long source(Cpu m, Instruction i) {
        return m.mmu.read(m.mode.wrap(pointer(m, i, Registers.RSI) + m.operands.segmentBase(i)), i.size);
    }

    private static void move(Cpu m, Instruction i) {
        m.mmu.write(pointer(m, i, Registers.RDI), i.size, source(m, i));
        advance(m, i, Registers.RSI);
        advance(m, i, Registers.RDI);
    }

    private static void store(Cpu m, Instruction i) {
        m.mmu.write(pointer(m, i, Registers.RDI), i.size, m.operands.accumulator(i));
        advance(m, i, Registers.RDI);
    }

    private static void load(Cpu m, Instruction i) {
        m.operands.setAccumulator(i, source(m, i));
        advance(m, i, Registers.RSI);
    }

    private static void scan(Cpu m, Instruction i) {
        long b = m.mmu.read(pointer(m, i, Registers.RDI), i.size);
        m.alu.subtract(m.operands.accumulator(i), b, false, i.size);
        advance(m, i, Registers.RDI);
    }

    private static void compare(Cpu m, Instruction i) {
        long a = source(m, i);
        long b = m.mmu.read(pointer(m, i, Registers.RDI), i.size);
        m.alu.subtract(a, b, false, i.size);
        advance(m, i, Registers.RSI);
        advance(m, i, Registers.RDI);
    }
}
