package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;

/// ROL ROR RCL RCR SHL SHR SAR, SHLD, SHRD. A masked count of zero changes no flag; OF is the architecture's for a
/// count of one and the same formula for others, where it is undefined; AF is cleared by shifts, where it is
/// undefined.
final class ShiftOperations {
    private ShiftOperations() {}

    static void addTo(OpcodeTable table) {
        for (int wide = 0; wide < 2; wide++) {
            Width width = wide == 0 ? Width.BYTE : Width.VARIABLE;
            table.modRm(0xC0 + wide, width, Immediate.BYTE, (m, i) -> group(m, i, (int) i.immediate));
            table.modRm(0xD0 + wide, width, (m, i) -> group(m, i, 1));
            table.modRm(0xD2 + wide, width, (m, i) -> group(m, i, count(m)));
        }
        table.modRm(0x1A4, Width.VARIABLE, Immediate.BYTE, (m, i) -> doubleShift(m, i, (int) i.immediate, true));
        table.modRm(0x1A5, Width.VARIABLE, (m, i) -> doubleShift(m, i, count(m), true));
        table.modRm(0x1AC, Width.VARIABLE, Immediate.BYTE, (m, i) -> doubleShift(m, i, (int) i.immediate, false));
        table.modRm(0x1AD, Width.VARIABLE, (m, i) -> doubleShift(m, i, count(m), false));
    }

    private static int count(Cpu m) {
        return (int) m.registers.gpr[Registers.RCX];
    }

    private static void group(Cpu m, Instruction i, int rawCount) {
        int count = rawCount & (i.size == 8 ? 63 : 31);
        long a = m.operands.rm(i);
        if (count == 0) {
            m.operands.setRm(i, a);
            return;
        }
        long result = switch (i.group()) {
            case 0 -> rotate(m, a, count, i.size, true);
            case 1 -> rotate(m, a, count, i.size, false);
            case 2 -> rotateThroughCarry(m, a, count, i.size, true);
            case 3 -> rotateThroughCarry(m, a, count, i.size, false);
            case 5 -> shiftRight(m, a, count, i.size);
            case 7 -> shiftArithmetic(m, a, count, i.size);
            default -> shiftLeft(m, a, count, i.size);
        };
        m.operands.setRm(i, result);
    }

    private static long shiftLeft(Cpu m, long a, int count, int size) {
        int bits = 8 * size;
        long result = count >= bits ? 0 : (a << count) & Alu.mask(size);
        boolean carry = count <= bits && (a >>> (bits - count) & 1) != 0;
        boolean overflow = Alu.negative(result, size) != carry;
        shiftFlags(m, result, size, carry, overflow);
        return result;
    }

    private static long shiftRight(Cpu m, long a, int count, int size) {
        long result = count >= 8 * size ? 0 : a >>> count;
        boolean carry = count <= 8 * size && (a >>> (count - 1) & 1) != 0;
        shiftFlags(m, result, size, carry, Alu.negative(a, size));
        return result;
    }

    private static long shiftArithmetic(Cpu m, long a, int count, int size) {
        long extended = Alu.signExtend(a, size);
        long result = (extended >> count) & Alu.mask(size);
        boolean carry = (extended >> (count - 1) & 1) != 0;
        shiftFlags(m, result, size, carry, false);
        return result;
    }

    private static void shiftFlags(Cpu m, long result, int size, boolean carry, boolean overflow) {
        m.alu.flags(Alu.signs(result, size) | (carry ? Registers.CF : 0) | (overflow ? Registers.OF : 0));
    }

    private static long rotate(Cpu m, long a, int count, int size, boolean left) {
        int bits = 8 * size;
        int turn = count % bits;
        int up = left ? turn : (bits - turn) % bits;
        long result = up == 0 ? a : ((a << up) | (a >>> (bits - up))) & Alu.mask(size);
        boolean top = Alu.negative(result, size);
        boolean carry = left ? (result & 1) != 0 : top;
        boolean overflow = left ? top != carry : top != ((result >>> (bits - 2) & 1) != 0);
        m.registers.flag(Registers.CF, carry);
        m.registers.flag(Registers.OF, overflow);
        return result;
    }

    private static long rotateThroughCarry(Cpu m, long a, int count, int size, boolean left) {
        int bits = 8 * size;
        long result = a;
        boolean carry = m.registers.flag(Registers.CF);
        for (int n = count % (bits + 1); n > 0; n--) {
            boolean out = left ? Alu.negative(result, size) : (result & 1) != 0;
            long in = carry ? 1 : 0;
            result = left ? ((result << 1) | in) & Alu.mask(size) : (result >>> 1) | in << (bits - 1);
            carry = out;
        }
        boolean top = Alu.negative(result, size);
        m.registers.flag(Registers.CF, carry);
        m.registers.flag(Registers.OF, left ? top != carry : top != ((result >>> (bits - 2) & 1) != 0));
        return result;
    }

    /// SHLD and SHRD; counts beyond 16 of a 16-bit operand are undefined and shift on from the source here.
    private static void doubleShift(Cpu m, Instruction i, int rawCount, boolean left) {
        int bits = 8 * i.size;
        int count = rawCount & (i.size == 8 ? 63 : 31);
        long a = m.operands.rm(i);
        if (count == 0) {
            m.operands.setRm(i, a);
            return;
        }
        long b = m.operands.reg(i);
        long result = a;
        boolean carry = false;
        for (int n = 0; n < count; n++) {
            int from = n % bits;
            if (left) {
                carry = Alu.negative(result, i.size);
                result = ((result << 1) | (b >>> (bits - 1 - from) & 1)) & Alu.mask(i.size);
            } else {
                carry = (result & 1) != 0;
                result = (result >>> 1) | (b >>> from & 1) << (bits - 1);
            }
        }
        shiftFlags(m, result, i.size, carry, Alu.negative(result, i.size) != Alu.negative(a, i.size));
        m.operands.setRm(i, result);
    }
}
