package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// JMP, CALL, RET, Jcc, LOOP and JRCXZ, and group FF.
final class BranchOperations {
    private BranchOperations() {}

    static void addTo(OpcodeTable table) {
        for (int n = 0; n < 16; n++) {
            int code = n;
            Operation jump = (m, i) -> branch(m, i, Condition.holds(code, m.registers));
            table.constant(0x70 + n, Width.WORD, Immediate.BYTE, jump);
            table.constant(0x180 + n, Width.WORD, Immediate.NEAR, jump);
        }
        table.constant(0xEB, Width.WORD, Immediate.BYTE, (m, i) -> branch(m, i, true));
        table.constant(0xE9, Width.WORD, Immediate.NEAR, (m, i) -> branch(m, i, true));
        table.constant(0xE8, Width.WORD, Immediate.NEAR, (m, i) -> call(m, i.next + i.immediate));
        table.plain(0xC3, Width.WORD, (m, i) -> returning(m, 0));
        table.constant(0xC2, Width.WORD, Immediate.WORD, (m, i) -> returning(m, i.immediate));
        table.constant(0xE0, Width.WORD, Immediate.BYTE, (m, i) -> loop(m, i, !m.registers.flag(Registers.ZF)));
        table.constant(0xE1, Width.WORD, Immediate.BYTE, (m, i) -> loop(m, i, m.registers.flag(Registers.ZF)));
        table.constant(0xE2, Width.WORD, Immediate.BYTE, (m, i) -> loop(m, i, true));
        table.constant(0xE3, Width.WORD, Immediate.BYTE, (m, i) -> branch(m, i, counter(m, i) == 0));
        table.lockable(0xFF, Width.VARIABLE, Immediate.NONE, BranchOperations::group);
    }

    private static void branch(Cpu m, Instruction i, boolean taken) {
        if (taken) {
            jump(m, i.next + i.immediate);
        }
    }

    private static void jump(Cpu m, long target) {
        m.registers.rip = checked(m, target);
    }

    private static long checked(Cpu m, long target) {
        long address = m.mode.wrap(target);
        if (!m.mode.paging().canonical(address)) {
            throw CpuFault.protection(0);
        }
        return address;
    }

    private static void call(Cpu m, long target) {
        long address = checked(m, target);
        m.operands.push(m.mode.word(), m.registers.rip);
        m.registers.rip = address;
    }

    private static void returning(Cpu m, long drop) {
        jump(m, m.operands.pop(m.mode.word()));
        m.operands.drop(drop);
    }

    private static long counter(Cpu m, Instruction i) {
        return m.registers.get(Registers.RCX, i.address32 ? 4 : 8, true);
    }

    private static void loop(Cpu m, Instruction i, boolean condition) {
        long left = counter(m, i) - 1;
        branch(m, i, left != 0 && condition);
        m.registers.set(Registers.RCX, i.address32 ? 4 : 8, true, left);
    }

    private static void group(Cpu m, Instruction i) {
        if (i.lock && i.group() > 1) {
            throw CpuFault.invalidOpcode();
        }
        switch (i.group()) {
            case 0, 1 -> ArithmeticOperations.step(m, i);
            case 2 -> call(m, m.operands.rmOf(i, m.mode.word()));
            case 4 -> jump(m, m.operands.rmOf(i, m.mode.word()));
            case 6 -> {
                int size = i.operand16 ? 2 : m.mode.word();
                m.operands.push(size, m.operands.rmOf(i, size));
            }
            default -> throw CpuFault.invalidOpcode();
        }
    }
}
