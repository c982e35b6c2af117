package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// ADD OR ADC SBB AND SUB XOR CMP, TEST, INC, DEC, NOT, NEG, XADD, CMPXCHG.
final class ArithmeticOperations {
    private static final int COMPARE = 7;

    private ArithmeticOperations() {}

    static void addTo(OpcodeTable table) {
        for (int n = 0; n < 8; n++) {
            int operation = n;
            int opcode = 8 * n;
            for (int wide = 0; wide < 2; wide++) {
                Width width = wide == 0 ? Width.BYTE : Width.VARIABLE;
                Immediate immediate = wide == 0 ? Immediate.BYTE : Immediate.SIGNED;
                table.lockable(
                        opcode + wide, width, Immediate.NONE, (m, i) -> toRm(m, i, operation, m.operands.reg(i)));
                table.modRm(opcode + 2 + wide, width, (m, i) -> toRegister(m, i, operation));
                table.constant(opcode + 4 + wide, width, immediate, (m, i) -> toAccumulator(m, i, operation));
            }
        }
        table.lockable(0x80, Width.BYTE, Immediate.BYTE, ArithmeticOperations::group);
        table.lockable(0x81, Width.VARIABLE, Immediate.SIGNED, ArithmeticOperations::group);
        table.lockable(0x83, Width.VARIABLE, Immediate.BYTE, ArithmeticOperations::group);
        table.modRm(0x84, Width.BYTE, (m, i) -> test(m, i, m.operands.reg(i)));
        table.modRm(0x85, Width.VARIABLE, (m, i) -> test(m, i, m.operands.reg(i)));
        table.constant(0xA8, Width.BYTE, Immediate.BYTE, ArithmeticOperations::testAccumulator);
        table.constant(0xA9, Width.VARIABLE, Immediate.SIGNED, ArithmeticOperations::testAccumulator);
        table.lockable(0xFE, Width.BYTE, Immediate.NONE, ArithmeticOperations::step);
        table.lockable(0x1C0, Width.BYTE, Immediate.NONE, ArithmeticOperations::exchangeAndAdd);
        table.lockable(0x1C1, Width.VARIABLE, Immediate.NONE, ArithmeticOperations::exchangeAndAdd);
        table.lockable(0x1B0, Width.BYTE, Immediate.NONE, ArithmeticOperations::compareAndExchange);
        table.lockable(0x1B1, Width.VARIABLE, Immediate.NONE, ArithmeticOperations::compareAndExchange);
    }

    private static void toRm(Cpu m, Instruction i, int operation, long b) {
        long result = m.alu.binary(operation, m.operands.rm(i), b, i.size);
        if (operation != COMPARE) {
            m.operands.setRm(i, result);
        }
    }

    private static void toRegister(Cpu m, Instruction i, int operation) {
        long result = m.alu.binary(operation, m.operands.reg(i), m.operands.rm(i), i.size);
        if (operation != COMPARE) {
            m.operands.setReg(i, result);
        }
    }

    private static void toAccumulator(Cpu m, Instruction i, int operation) {
        long b = i.immediate & Alu.mask(i.size);
        long result = m.alu.binary(operation, m.operands.accumulator(i), b, i.size);
        if (operation != COMPARE) {
            m.operands.setAccumulator(i, result);
        }
    }

    private static void group(Cpu m, Instruction i) {
        if (i.group() == COMPARE && i.lock) {
            throw CpuFault.invalidOpcode();
        }
        toRm(m, i, i.group(), i.immediate & Alu.mask(i.size));
    }

    static void test(Cpu m, Instruction i, long b) {
        m.alu.logic(m.operands.rm(i) & b & Alu.mask(i.size), i.size);
    }

    private static void testAccumulator(Cpu m, Instruction i) {
        m.alu.logic(m.operands.accumulator(i) & i.immediate & Alu.mask(i.size), i.size);
    }

    /// FE, and FF 0 and 1: INC and DEC.
    static void step(Cpu m, Instruction i) {
        if (i.group() > 1) {
            throw CpuFault.invalidOpcode();
        }
        m.operands.setRm(i, m.alu.step(m.operands.rm(i), i.group() == 0, i.size));
    }

    /// F6 and F7, 2 and 3: NOT changes no flag.
    static void negate(Cpu m, Instruction i) {
        long a = m.operands.rm(i);
        m.operands.setRm(i, i.group() == 2 ? ~a & Alu.mask(i.size) : m.alu.subtract(0, a, false, i.size));
    }

    private static void exchangeAndAdd(Cpu m, Instruction i) {
        long old = m.operands.rm(i);
        long added = m.operands.reg(i);
        long sum = m.alu.add(old, added, false, i.size);
        if (i.isMemory()) {
            m.operands.setRm(i, sum);
            m.operands.setReg(i, old);
        } else { // the sum wins when both operands are one register
            m.operands.setReg(i, old);
            m.operands.setRm(i, sum);
        }
    }

    /// Writes the destination in either case, as processors do.
    private static void compareAndExchange(Cpu m, Instruction i) {
        long old = m.operands.rm(i);
        long expected = m.operands.accumulator(i);
        m.alu.subtract(expected, old, false, i.size);
        if (old == expected) {
            m.operands.setRm(i, m.operands.reg(i));
        } else {
            if (i.isMemory()) {
                m.operands.setRm(i, old);
            }
            m.operands.setAccumulator(i, old);
        }
    }
}
