package io.kdlab.sim;

/// Two's-complement arithmetic of 1, 2, 4 and 8 bytes with the flags it leaves.
///
/// Operands come zero-extended and results go out so. Where the architecture leaves a flag undefined, this keeps what
/// common processors do (see the vectors of the test).
final class Alu {
    private static final long[] PARITY = new long[256];

    static {
        for (int i = 0; i < 256; i++) {
            PARITY[i] = Integer.bitCount(i) % 2 == 0 ? Registers.PF : 0;
        }
    }

    private final Registers registers;

    Alu(Registers registers) {
        this.registers = registers;
    }

    static long mask(int size) {
        return size == 8 ? -1L : (1L << (8 * size)) - 1;
    }

    static long signExtend(long value, int size) {
        int unused = 64 - 8 * size;
        return value << unused >> unused;
    }

    static boolean negative(long value, int size) {
        return (value >>> (8 * size - 1) & 1) != 0;
    }

    /// Replaces the six arithmetic flags.
    void flags(long value) {
        registers.flags = (registers.flags & ~Registers.ARITHMETIC) | value;
    }

    /// PF, ZF and SF of a result.
    static long signs(long result, int size) {
        return PARITY[(int) result & 0xFF]
                | (result == 0 ? Registers.ZF : 0)
                | (negative(result, size) ? Registers.SF : 0);
    }

    private static long bit(long value, int size, long flag) {
        return negative(value, size) ? flag : 0;
    }

    long add(long a, long b, boolean carry, int size) {
        long r = (a + b + (carry ? 1 : 0)) & mask(size);
        flags(signs(r, size)
                | bit((a & b) | ((a | b) & ~r), size, Registers.CF)
                | bit((a ^ r) & (b ^ r), size, Registers.OF)
                | ((a ^ b ^ r) & Registers.AF));
        return r;
    }

    long subtract(long a, long b, boolean borrow, int size) {
        long r = (a - b - (borrow ? 1 : 0)) & mask(size);
        flags(signs(r, size)
                | bit((~a & b) | ((~a | b) & r), size, Registers.CF)
                | bit((a ^ b) & (a ^ r), size, Registers.OF)
                | ((a ^ b ^ r) & Registers.AF));
        return r;
    }

    /// Flags of AND, OR, XOR and TEST; the result passes through.
    long logic(long r, int size) {
        flags(signs(r, size));
        return r;
    }

    /// INC and DEC leave the carry alone.
    long step(long a, boolean up, int size) {
        long carry = registers.flags & Registers.CF;
        long r = up ? add(a, 1, false, size) : subtract(a, 1, false, size);
        registers.flags = (registers.flags & ~Registers.CF) | carry;
        return r;
    }

    /// The eight operations of opcodes 00 to 3F and of groups 80 to 83, by their number; 7 (compare) yields `a`.
    long binary(int operation, long a, long b, int size) {
        return switch (operation) {
            case 0 -> add(a, b, false, size);
            case 1 -> logic(a | b, size);
            case 2 -> add(a, b, registers.flag(Registers.CF), size);
            case 3 -> subtract(a, b, registers.flag(Registers.CF), size);
            case 4 -> logic(a & b, size);
            case 5 -> subtract(a, b, false, size);
            case 6 -> logic(a ^ b, size);
            default -> {
                subtract(a, b, false, size);
                yield a;
            }
        };
    }
}
