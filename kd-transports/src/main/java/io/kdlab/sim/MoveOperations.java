package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// MOV in all forms, MOVZX MOVSX MOVSXD, LEA, XCHG, CMOVcc, SETcc, CBW and CWD with their wider forms, NOP.
final class MoveOperations {
    private MoveOperations() {}

    static void addTo(OpcodeTable table) {
        for (int wide = 0; wide < 2; wide++) {
            Width width = wide == 0 ? Width.BYTE : Width.VARIABLE;
            table.modRm(0x88 + wide, width, (m, i) -> m.operands.setRm(i, m.operands.reg(i)));
            table.modRm(0x8A + wide, width, (m, i) -> m.operands.setReg(i, m.operands.rm(i)));
            table.modRm(0xC6 + wide, width, wide == 0 ? Immediate.BYTE : Immediate.SIGNED, MoveOperations::constant);
            table.lockable(0x86 + wide, width, Immediate.NONE, MoveOperations::exchange);
            table.constant(0xA0 + wide, width, Immediate.OFFSET, MoveOperations::fromOffset);
            table.constant(0xA2 + wide, width, Immediate.OFFSET, MoveOperations::toOffset);
            int narrow = wide + 1;
            table.modRm(0x1B6 + wide, Width.VARIABLE, (m, i) -> m.operands.setReg(i, m.operands.rmOf(i, narrow)));
            table.modRm(0x1BE + wide, Width.VARIABLE, (m, i) -> signExtended(m, i, narrow));
        }
        for (int n = 0; n < 8; n++) {
            table.constant(0xB0 + n, Width.BYTE, Immediate.BYTE, MoveOperations::toRegister);
            table.constant(0xB8 + n, Width.VARIABLE, Immediate.FULL, MoveOperations::toRegister);
            table.plain(0x90 + n, Width.VARIABLE, MoveOperations::exchangeAccumulator);
        }
        for (int n = 0; n < 16; n++) {
            int code = n;
            table.modRm(0x140 + n, Width.VARIABLE, (m, i) -> conditional(m, i, code));
            table.modRm(
                    0x190 + n, Width.BYTE, (m, i) -> m.operands.setRm(i, Condition.holds(code, m.registers) ? 1 : 0));
        }
        table.modRm(0x8D, Width.VARIABLE, MoveOperations::loadAddress);
        table.plain(0x98, Width.VARIABLE, MoveOperations::widenAccumulator);
        table.plain(0x99, Width.VARIABLE, MoveOperations::spreadSign);
        for (int hint = 0x118; hint <= 0x11F; hint++) { // prefetches, ENDBR64 and the long NOPs
            table.modRm(hint, Width.VARIABLE, (m, i) -> {});
        }
        table.modRm(0x10D, Width.VARIABLE, (m, i) -> {});
    }

    /// MOVSXD, whose opcode is another instruction's in 32-bit mode.
    static void addWide(OpcodeTable table) {
        table.modRm(0x63, Width.VARIABLE, (m, i) -> signExtended(m, i, Math.min(i.size, 4)));
    }

    private static void constant(Cpu m, Instruction i) {
        if (i.group() != 0) {
            throw CpuFault.invalidOpcode();
        }
        m.operands.setRm(i, i.immediate);
    }

    private static void toRegister(Cpu m, Instruction i) {
        m.registers.set(i.opcodeRegister(), i.size, i.hasRex(), i.immediate);
    }

    private static void fromOffset(Cpu m, Instruction i) {
        m.operands.setAccumulator(i, m.mmu.read(m.mode.wrap(i.immediate + m.operands.segmentBase(i)), i.size));
    }

    private static void toOffset(Cpu m, Instruction i) {
        m.mmu.write(m.mode.wrap(i.immediate + m.operands.segmentBase(i)), i.size, m.operands.accumulator(i));
    }

    private static void signExtended(Cpu m, Instruction i, int narrow) {
        m.operands.setReg(i, Alu.signExtend(m.operands.rmOf(i, narrow), narrow));
    }

    private static void loadAddress(Cpu m, Instruction i) {
        if (!i.isMemory()) {
            throw CpuFault.invalidOpcode();
        }
        m.operands.setReg(i, m.operands.offset(i));
    }

    private static void exchange(Cpu m, Instruction i) {
        long a = m.operands.rm(i);
        long b = m.operands.reg(i);
        m.operands.setRm(i, b);
        m.operands.setReg(i, a);
    }

    /// 90 without REX.B is NOP, with F3 PAUSE, and not an exchange: that would clear the upper half.
    private static void exchangeAccumulator(Cpu m, Instruction i) {
        int register = i.opcodeRegister();
        if (register == Registers.RAX) {
            return;
        }
        long a = m.operands.accumulator(i);
        m.operands.setAccumulator(i, m.registers.get(register, i.size, true));
        m.registers.set(register, i.size, true, a);
    }

    /// A 4-byte CMOVcc clears the upper half of its register even when the condition fails.
    private static void conditional(Cpu m, Instruction i, int code) {
        long value = m.operands.rm(i);
        m.operands.setReg(i, Condition.holds(code, m.registers) ? value : m.operands.reg(i));
    }

    /// CBW, CWDE, CDQE.
    private static void widenAccumulator(Cpu m, Instruction i) {
        int half = i.size / 2;
        m.operands.setAccumulator(i, Alu.signExtend(m.registers.get(Registers.RAX, half, true), half));
    }

    /// CWD, CDQ, CQO.
    private static void spreadSign(Cpu m, Instruction i) {
        boolean negative = Alu.negative(m.operands.accumulator(i), i.size);
        m.registers.set(Registers.RDX, i.size, true, negative ? -1 : 0);
    }
}
