package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// PUSH, POP, PUSHF, POPF, ENTER without nesting, LEAVE.
final class StackOperations {
    private StackOperations() {}

    static void addTo(OpcodeTable table) {
        for (int n = 0; n < 8; n++) {
            table.plain(0x50 + n, Width.STACK, StackOperations::pushRegister);
            table.plain(0x58 + n, Width.STACK, StackOperations::popRegister);
        }
        table.constant(0x68, Width.STACK, Immediate.SIGNED, (m, i) -> m.operands.push(i.size, i.immediate));
        table.constant(0x6A, Width.STACK, Immediate.BYTE, (m, i) -> m.operands.push(i.size, i.immediate));
        table.modRm(0x8F, Width.STACK, StackOperations::popRm);
        table.plain(0x9C, Width.STACK, StackOperations::pushFlags);
        table.plain(0x9D, Width.STACK, StackOperations::popFlags);
        table.plain(0xC9, Width.STACK, StackOperations::leave);
        for (int n = 4; n < 6; n++) { // FS and GS; the others have their opcodes in 32-bit mode only
            int segment = n;
            table.plain(0x1A0 + 8 * (n - 4), Width.STACK, (m, i) -> pushSegment(m, i, segment));
            table.plain(0x1A1 + 8 * (n - 4), Width.STACK, (m, i) -> popSegment(m, i, segment));
        }
    }

    private static void pushRegister(Cpu m, Instruction i) {
        m.operands.push(i.size, m.registers.gpr[i.opcodeRegister()]);
    }

    private static void popRegister(Cpu m, Instruction i) {
        long value = m.operands.pop(i.size);
        m.registers.set(i.opcodeRegister(), i.size, true, value);
    }

    /// A destination based on RSP is found with RSP already moved.
    private static void popRm(Cpu m, Instruction i) {
        if (i.group() != 0) {
            throw CpuFault.invalidOpcode();
        }
        m.operands.setRm(i, m.operands.pop(i.size));
    }

    /// The pushed image never shows RF.
    private static void pushFlags(Cpu m, Instruction i) {
        m.operands.push(i.size, m.registers.flags & ~Registers.RF);
    }

    private static void popFlags(Cpu m, Instruction i) {
        long value = m.operands.pop(i.size);
        long changeable = i.size == 2 ? Registers.CHANGEABLE & 0xFFFF : Registers.CHANGEABLE;
        m.registers.flags = (m.registers.flags & ~changeable & ~Registers.RF) | (value & changeable) | Registers.FIXED;
    }

    static void pushSegment(Cpu m, Instruction i, int segment) {
        m.operands.push(i.size, m.registers.segments[segment]);
    }

    static void popSegment(Cpu m, Instruction i, int segment) {
        SystemOperations.loadSegment(m, segment, (int) m.operands.pop(i.size) & 0xFFFF);
    }

    private static void leave(Cpu m, Instruction i) {
        long frame = m.registers.gpr[Registers.RBP];
        long saved = m.mmu.read(frame, i.size);
        m.registers.gpr[Registers.RSP] = m.mode.wrap(frame + i.size);
        m.registers.set(Registers.RBP, i.size, true, saved);
    }
}
