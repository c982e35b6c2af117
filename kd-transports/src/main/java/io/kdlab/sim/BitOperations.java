package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// BT BTS BTR BTC, BSF BSR TZCNT LZCNT POPCNT, BSWAP.
final class BitOperations {
    private BitOperations() {}

    static void addTo(OpcodeTable table) {
        for (int n = 0; n < 4; n++) {
            int operation = n;
            int opcode = 0x1A3 + 8 * n;
            Operation byRegister = (m, i) -> indexed(m, i, operation);
            if (n == 0) {
                table.modRm(opcode, Width.VARIABLE, byRegister);
            } else {
                table.lockable(opcode, Width.VARIABLE, Immediate.NONE, byRegister);
            }
            table.plain(0x1C8 + n, Width.VARIABLE, BitOperations::swapBytes);
            table.plain(0x1CC + n, Width.VARIABLE, BitOperations::swapBytes);
        }
        table.lockable(0x1BA, Width.VARIABLE, Immediate.BYTE, BitOperations::byConstant);
        table.modRm(0x1BC, Width.VARIABLE, BitOperations::scanForward);
        table.modRm(0x1BD, Width.VARIABLE, BitOperations::scanReverse);
        table.modRm(0x1B8, Width.VARIABLE, BitOperations::population);
    }

    private static long changed(int operation, long value, long bit) {
        return switch (operation) {
            case 1 -> value | bit;
            case 2 -> value & ~bit;
            case 3 -> value ^ bit;
            default -> value;
        };
    }

    private static void byConstant(Cpu m, Instruction i) {
        int operation = i.group() - 4;
        if (operation < 0 || operation == 0 && i.lock) {
            throw CpuFault.invalidOpcode();
        }
        long bit = 1L << (i.immediate & (8 * i.size - 1));
        long value = m.operands.rm(i);
        if (operation != 0) {
            m.operands.setRm(i, changed(operation, value, bit));
        }
        m.registers.flag(Registers.CF, (value & bit) != 0);
    }

    /// With a memory operand the index reaches beyond the operand, in either direction.
    private static void indexed(Cpu m, Instruction i, int operation) {
        long index = Alu.signExtend(m.operands.reg(i), i.size);
        long bit = 1L << (index & (8 * i.size - 1));
        if (!i.isMemory()) {
            long value = m.operands.rm(i);
            m.operands.setRm(i, changed(operation, value, bit));
            m.registers.flag(Registers.CF, (value & bit) != 0);
            return;
        }
        int log = Integer.numberOfTrailingZeros(8 * i.size);
        long address = m.mode.wrap(m.operands.address(i) + (index >> log) * i.size);
        long value = m.mmu.read(address, i.size);
        if (operation != 0) {
            m.mmu.write(address, i.size, changed(operation, value, bit));
        }
        m.registers.flag(Registers.CF, (value & bit) != 0);
    }

    /// BSF; with F3 TZCNT, which is defined for zero.
    private static void scanForward(Cpu m, Instruction i) {
        long value = m.operands.rm(i);
        boolean counting = i.repeat == 0xF3;
        if (value == 0 && !counting) {
            m.registers.flag(Registers.ZF, true);
            return;
        }
        int found = value == 0 ? 8 * i.size : Long.numberOfTrailingZeros(value);
        m.operands.setReg(i, found);
        m.registers.flag(Registers.ZF, counting && found == 0);
        m.registers.flag(Registers.CF, counting ? value == 0 : m.registers.flag(Registers.CF));
    }

    /// BSR; with F3 LZCNT.
    private static void scanReverse(Cpu m, Instruction i) {
        long value = m.operands.rm(i);
        boolean counting = i.repeat == 0xF3;
        if (value == 0 && !counting) {
            m.registers.flag(Registers.ZF, true);
            return;
        }
        int leading = Long.numberOfLeadingZeros(value) - (64 - 8 * i.size);
        int found = counting ? leading : 8 * i.size - 1 - leading;
        m.operands.setReg(i, found);
        m.registers.flag(Registers.ZF, counting && found == 0);
        m.registers.flag(Registers.CF, counting ? value == 0 : m.registers.flag(Registers.CF));
    }

    private static void population(Cpu m, Instruction i) {
        if (i.repeat != 0xF3) {
            throw CpuFault.invalidOpcode();
        }
        long value = m.operands.rm(i);
        m.operands.setReg(i, Long.bitCount(value));
        m.alu.flags(value == 0 ? Registers.ZF : 0);
    }

    private static void swapBytes(Cpu m, Instruction i) {
        int register = i.opcodeRegister();
        long value = m.registers.gpr[register];
        long swapped = switch (i.size) {
            case 8 -> Long.reverseBytes(value);
            case 4 -> Integer.reverseBytes((int) value);
            default -> 0; // undefined; processors clear it
        };
        m.registers.set(register, i.size, true, swapped);
    }
}
