package io.kdlab.sim;

import io.kdlab.sim.Opcode.Immediate;
import io.kdlab.sim.Opcode.Width;
import java.math.BigInteger;

/// MUL IMUL DIV IDIV, and the rest of groups F6 and F7. SF ZF AF PF are undefined behind a multiplication (SF, ZF and
/// PF are the low half's here) and all six behind a division (left alone).
final class MultiplyOperations {
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private MultiplyOperations() {}

    static void addTo(OpcodeTable table) {
        table.lockable(0xF6, Width.BYTE, Immediate.TEST_ONLY, MultiplyOperations::group);
        table.lockable(0xF7, Width.VARIABLE, Immediate.TEST_ONLY, MultiplyOperations::group);
        table.modRm(0x1AF, Width.VARIABLE, (m, i) -> truncating(m, i, m.operands.reg(i)));
        table.modRm(0x69, Width.VARIABLE, Immediate.SIGNED, (m, i) -> truncating(m, i, i.immediate));
        table.modRm(0x6B, Width.VARIABLE, Immediate.BYTE, (m, i) -> truncating(m, i, i.immediate));
    }

    private static void group(Cpu m, Instruction i) {
        if (i.lock && i.group() != 2 && i.group() != 3) {
            throw CpuFault.invalidOpcode();
        }
        switch (i.group()) {
            case 0, 1 -> ArithmeticOperations.test(m, i, i.immediate);
            case 2, 3 -> ArithmeticOperations.negate(m, i);
            case 4 -> multiply(m, i, false);
            case 5 -> multiply(m, i, true);
            case 6 -> divide(m, i, false);
            default -> divide(m, i, true);
        }
    }

    private static void truncating(Cpu m, Instruction i, long b) {
        long x = Alu.signExtend(m.operands.rm(i), i.size);
        long y = Alu.signExtend(b, i.size);
        long low = x * y;
        long result = low & Alu.mask(i.size);
        boolean fits = i.size == 8 ? Math.multiplyHigh(x, y) == low >> 63 : Alu.signExtend(result, i.size) == low;
        productFlags(m, result, i.size, !fits);
        m.operands.setReg(i, result);
    }

    private static void multiply(Cpu m, Instruction i, boolean signed) {
        long a = m.operands.accumulator(i);
        long b = m.operands.rm(i);
        long low;
        long high;
        if (i.size == 8) {
            low = a * b;
            high = signed ? Math.multiplyHigh(a, b) : Math.unsignedMultiplyHigh(a, b);
        } else {
            long product = signed ? Alu.signExtend(a, i.size) * Alu.signExtend(b, i.size) : a * b;
            low = product & Alu.mask(i.size);
            high = product >>> (8 * i.size) & Alu.mask(i.size);
        }
        long sign = Alu.negative(low, i.size) ? Alu.mask(i.size) : 0;
        productFlags(m, low, i.size, high != (signed ? sign : 0));
        store(m, i, low, high);
    }

    private static void productFlags(Cpu m, long low, int size, boolean overflow) {
        m.alu.flags(Alu.signs(low, size) | (overflow ? Registers.CF | Registers.OF : 0));
    }

    /// The accumulator pair: AX for bytes, otherwise DX:AX and its wider forms.
    private static void store(Cpu m, Instruction i, long low, long high) {
        if (i.size == 1) {
            m.registers.set(Registers.RAX, 2, true, high << 8 | low);
        } else {
            m.registers.set(Registers.RAX, i.size, true, low);
            m.registers.set(Registers.RDX, i.size, true, high);
        }
    }

    private static void divide(Cpu m, Instruction i, boolean signed) {
        long divisor = m.operands.rm(i);
        if (divisor == 0) {
            throw CpuFault.divide();
        }
        if (i.size == 8) {
            divideWide(m, i, divisor, signed);
            return;
        }
        long dividend = i.size == 1
                ? m.registers.get(Registers.RAX, 2, true)
                : m.registers.get(Registers.RDX, i.size, true) << (8 * i.size) | m.operands.accumulator(i);
        long quotient;
        long remainder;
        if (signed) {
            long x = Alu.signExtend(dividend, 2 * i.size);
            long y = Alu.signExtend(divisor, i.size);
            quotient = x / y;
            remainder = x % y;
            if (quotient != Alu.signExtend(quotient, i.size) || x == Long.MIN_VALUE && y == -1) {
                throw CpuFault.divide();
            }
        } else {
            quotient = Long.divideUnsigned(dividend, divisor);
            remainder = Long.remainderUnsigned(dividend, divisor);
            if ((quotient & ~Alu.mask(i.size)) != 0) {
                throw CpuFault.divide();
            }
        }
        store(m, i, quotient & Alu.mask(i.size), remainder & Alu.mask(i.size));
    }

    private static void divideWide(Cpu m, Instruction i, long divisor, boolean signed) {
        BigInteger low = unsigned(m.registers.gpr[Registers.RAX]);
        long high = m.registers.gpr[Registers.RDX];
        BigInteger x = (signed ? BigInteger.valueOf(high) : unsigned(high))
                .shiftLeft(64)
                .or(low);
        BigInteger y = signed ? BigInteger.valueOf(divisor) : unsigned(divisor);
        BigInteger[] parts = x.divideAndRemainder(y);
        boolean fits = signed ? parts[0].bitLength() < 64 : parts[0].bitLength() <= 64;
        if (!fits) {
            throw CpuFault.divide();
        }
        store(m, i, parts[0].longValue(), parts[1].longValue());
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(TWO_64) : signed;
    }
}
