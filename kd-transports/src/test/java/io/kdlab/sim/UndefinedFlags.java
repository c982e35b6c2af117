package io.kdlab.sim;

/// The flags that the architecture leaves undefined behind an instruction: there two right processors may differ.
final class UndefinedFlags {
    private static final long ALL = Registers.ARITHMETIC;
    private static final long SIGNS = Registers.SF | Registers.ZF | Registers.AF | Registers.PF;

    private UndefinedFlags() {}

    /// @param cl the count that a shift by CL used
    static long behind(Instruction i, int cl) {
        int opcode = i.opcode;
        if (opcode >= 0x80 && opcode <= 0x83) {
            return logic(i.group());
        }
        if (opcode < 0x40 && (opcode & 7) < 6) {
            return logic(opcode >>> 3);
        }
        return switch (opcode) {
            case 0x27, 0x2F -> Registers.OF;
            case 0x37, 0x3F -> ALL & ~(Registers.AF | Registers.CF);
            case 0xD4, 0xD5 -> Registers.OF | Registers.AF | Registers.CF;
            case 0x84, 0x85, 0xA8, 0xA9 -> Registers.AF;
            case 0xF6, 0xF7 -> multiply(i.group());
            case 0x69, 0x6B, 0x1AF -> SIGNS;
            case 0xC0, 0xC1 -> shift(i, (int) i.immediate);
            case 0xD0, 0xD1 -> shift(i, 1);
            case 0xD2, 0xD3 -> shift(i, cl);
            case 0x1A4, 0x1AC -> doubleShift(i, (int) i.immediate);
            case 0x1A5, 0x1AD -> doubleShift(i, cl);
            case 0x1A3, 0x1AB, 0x1B3, 0x1BB, 0x1BA -> ALL & ~(Registers.CF | Registers.ZF);
            case 0x1BC, 0x1BD -> ALL & ~(i.repeat == 0xF3 ? Registers.ZF | Registers.CF : Registers.ZF);
            default -> 0;
        };
    }

    /// OR, AND and XOR.
    private static long logic(int operation) {
        return operation == 1 || operation == 4 || operation == 6 ? Registers.AF : 0;
    }

    private static long multiply(int group) {
        return switch (group) {
            case 0, 1 -> Registers.AF;
            case 4, 5 -> SIGNS;
            case 6, 7 -> ALL;
            default -> 0;
        };
    }

    private static long shift(Instruction i, int rawCount) {
        int count = rawCount & (i.size == 8 ? 63 : 31);
        if (count == 0) {
            return 0;
        }
        long undefined = count == 1 ? 0 : Registers.OF;
        if (i.group() >= 4) {
            undefined |= Registers.AF | (count >= 8 * i.size ? Registers.CF : 0);
        }
        return undefined;
    }

    private static long doubleShift(Instruction i, int rawCount) {
        int count = rawCount & (i.size == 8 ? 63 : 31);
        return count == 0 ? 0 : Registers.AF | (count == 1 ? 0 : Registers.OF);
    }
}
