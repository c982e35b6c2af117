package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// What only 32-bit mode has: INC and DEC of one byte, PUSHA and POPA, segment registers on the stack, the decimal
/// adjustments, INTO and SALC. Not known: far branches, BOUND, ARPL, LDS and LES.
final class NarrowOperations {
    private static final int[] GENERAL = {0, 1, 2, 3, 4, 5, 6, 7};

    private NarrowOperations() {}

    static void addTo(OpcodeTable table) {
        for (int register : GENERAL) {
            table.plain(0x40 + register, Width.VARIABLE, (m, i) -> step(m, i, true));
            table.plain(0x48 + register, Width.VARIABLE, (m, i) -> step(m, i, false));
        }
        for (int segment = 0; segment < 4; segment++) { // ES CS SS DS
            int which = segment;
            table.plain(0x06 + 8 * segment, Width.STACK, (m, i) -> StackOperations.pushSegment(m, i, which));
            if (segment != Registers.CS) {
                table.plain(0x07 + 8 * segment, Width.STACK, (m, i) -> StackOperations.popSegment(m, i, which));
            }
        }
        table.plain(0x60, Width.STACK, NarrowOperations::pushAll);
        table.plain(0x61, Width.STACK, NarrowOperations::popAll);
        table.plain(0x27, Width.BYTE, (m, i) -> decimal(m, false));
        table.plain(0x2F, Width.BYTE, (m, i) -> decimal(m, true));
        table.plain(0x37, Width.BYTE, (m, i) -> ascii(m, 1));
        table.plain(0x3F, Width.BYTE, (m, i) -> ascii(m, -1));
        table.constant(0xD4, Width.BYTE, Immediate.BYTE, NarrowOperations::divideAl);
        table.constant(0xD5, Width.BYTE, Immediate.BYTE, NarrowOperations::multiplyAh);
        table.plain(0xCE, Width.BYTE, NarrowOperations::onOverflow);
        table.plain(
                0xD6,
                Width.BYTE,
                (m, i) -> m.registers.set(Registers.RAX, 1, false, m.registers.flag(Registers.CF) ? 0xFF : 0));
    }

    private static void step(Cpu m, Instruction i, boolean up) {
        int register = i.opcode & 7;
        long value = m.registers.get(register, i.size, true);
        m.registers.set(register, i.size, true, m.alu.step(value, up, i.size));
    }

    /// What is pushed for ESP is its value before.
    private static void pushAll(Cpu m, Instruction i) {
        long sp = m.registers.gpr[Registers.RSP];
        for (int register : GENERAL) {
            m.mmu.write(m.mode.wrap(sp - (register + 1L) * i.size), i.size, m.registers.get(register, i.size, true));
        }
        m.operands.drop(-8L * i.size);
    }

    /// The slot of ESP is passed over. All is read before a register changes, since a read may fault.
    private static void popAll(Cpu m, Instruction i) {
        long sp = m.registers.gpr[Registers.RSP];
        m.mmu.read(sp, i.size);
        m.mmu.read(m.mode.wrap(sp + 7L * i.size), i.size);
        for (int register : GENERAL) {
            if (register != Registers.RSP) {
                m.registers.set(register, i.size, true, m.mmu.read(m.mode.wrap(sp + (7L - register) * i.size), i.size));
            }
        }
        m.operands.drop(8L * i.size);
    }

    /// DAA and DAS; OF is undefined and cleared here.
    private static void decimal(Cpu m, boolean down) {
        Registers r = m.registers;
        long old = r.get(Registers.RAX, 1, true);
        long al = old;
        boolean low = (old & 15) > 9 || r.flag(Registers.AF);
        boolean high = old > 0x99 || r.flag(Registers.CF);
        boolean carry = high;
        if (low) {
            al += down ? -6 : 6;
            carry |= down && old < 6;
        }
        if (high) {
            al += down ? -0x60 : 0x60;
        }
        al &= 0xFF;
        r.set(Registers.RAX, 1, true, al);
        m.alu.flags(Alu.signs(al, 1) | (carry ? Registers.CF : 0) | (low ? Registers.AF : 0));
    }

    /// AAA and AAS; all flags but AF and CF are undefined, and kept here.
    private static void ascii(Cpu m, int sign) {
        Registers r = m.registers;
        boolean adjust = (r.get(Registers.RAX, 1, true) & 15) > 9 || r.flag(Registers.AF);
        long ax = r.get(Registers.RAX, 2, true);
        if (adjust) {
            ax += sign * 0x106L;
        }
        r.set(Registers.RAX, 2, true, ax & 0xFF0F);
        r.flag(Registers.AF, adjust);
        r.flag(Registers.CF, adjust);
    }

    /// AAM; CF, OF and AF are undefined and cleared here, and behind AAD too.
    private static void divideAl(Cpu m, Instruction i) {
        long base = i.immediate & 0xFF;
        if (base == 0) {
            throw CpuFault.divide();
        }
        long al = m.registers.get(Registers.RAX, 1, true);
        m.registers.set(Registers.RAX, 2, true, al / base << 8 | al % base);
        m.alu.flags(Alu.signs(al % base, 1));
    }

    private static void multiplyAh(Cpu m, Instruction i) {
        long ax = m.registers.get(Registers.RAX, 2, true);
        long al = ((ax & 0xFF) + (ax >>> 8) * (i.immediate & 0xFF)) & 0xFF;
        m.registers.set(Registers.RAX, 2, true, al);
        m.alu.flags(Alu.signs(al, 1));
    }

    private static void onOverflow(Cpu m, Instruction i) {
        if (m.registers.flag(Registers.OF)) {
            m.raise(new Trap(4, Trap.Kind.SOFTWARE, 0, 0));
        }
    }
}
