package io.kdlab.sim;

/// One decoded instruction: what [Decoder] found and operations read. A machine has one and fills it anew each step.
final class Instruction {
    static final int NO_REGISTER = -1;
    static final int RIP_RELATIVE = 16;

    /// Where it starts, and where the next one does.
    long address;

    long next;

    /// REX as it stood, 0 if absent.
    int rex;

    boolean operand16;
    boolean address32;
    boolean lock;
    /// 0, F2 or F3.
    int repeat;
    /// The base that FS or GS adds, by segment number 4 and 5; 0: none.
    int segment;

    /// The last byte of the opcode; 0x100 is added behind an 0F.
    int opcode;
    /// Bytes in the operand: 1, 2, 4 or 8.
    int size;

    boolean hasModRm;
    /// 3: the operand is a register.
    int mod;
    /// The register field with REX.R; groups look at its low three bits.
    int reg;
    /// The register operand with REX.B, if mod is 3.
    int rm;

    int base;
    int index;
    int scale;
    long displacement;
    /// Sign-extended.
    long immediate;

    boolean hasRex() {
        return rex != 0;
    }

    boolean isMemory() {
        return mod != 3;
    }

    /// The opcode extension of a group.
    int group() {
        return reg & 7;
    }

    /// The register in the low three bits of the opcode, with REX.B.
    int opcodeRegister() {
        return (opcode & 7) | (rex & 1) << 3;
    }

    void reset(long rip) {
        address = rip;
        next = rip;
        rex = 0;
        operand16 = false;
        address32 = false;
        lock = false;
        repeat = 0;
        segment = 0;
        opcode = 0;
        size = 4;
        hasModRm = false;
        mod = 3;
        reg = 0;
        rm = 0;
        base = NO_REGISTER;
        index = NO_REGISTER;
        scale = 0;
        displacement = 0;
        immediate = 0;
    }
}
