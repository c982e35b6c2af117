package io.kdlab.sim;

/// Everything a processor remembers apart from its debug registers: plain fields, since interpreting is reading them.
final class Registers {
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;

    static final long CF = 1;
    static final long PF = 1 << 2;
    static final long AF = 1 << 4;
    static final long ZF = 1 << 6;
    static final long SF = 1 << 7;
    static final long TF = 1 << 8;
    static final long IF = 1 << 9;
    static final long DF = 1 << 10;
    static final long OF = 1 << 11;
    static final long NT = 1 << 14;
    static final long RF = 1 << 16;
    static final long ID = 1 << 21;
    /// The six that arithmetic sets.
    static final long ARITHMETIC = CF | PF | AF | ZF | SF | OF;
    /// What POPF and IRET may change; VM and VIP, VIF do not exist here.
    static final long CHANGEABLE = ARITHMETIC | TF | IF | DF | 3 << 12 | NT | 1 << 18 | ID;
    /// The bit that reads as one.
    static final long FIXED = 2;

    static final long CR0_WP = 1 << 16;

    static final int CS = 1;
    static final int SS = 2;

    final long[] gpr = new long[16];
    long rip;
    long flags = FIXED;
    /// Selectors in the processor's order: ES, CS, SS, DS, FS, GS.
    final int[] segments;

    long cr0 = 0x8001_0031L;
    long cr2;
    long cr3;
    long cr4;
    long cr8;
    long gdtBase;
    int gdtLimit;
    long idtBase;
    int idtLimit;
    int tr;
    int ldtr;
    long fsBase;
    long gsBase;
    long kernelGsBase;
    long efer;
    long star;
    long lstar;
    long cstar;
    long syscallMask;
    long debugControl;

    /// As a boot loader of NT's leaves them.
    Registers(CpuMode mode) {
        segments = mode.isWide()
                ? new int[] {0x2B, 0x10, 0x18, 0x2B, 0x53, 0x2B}
                : new int[] {0x23, 0x08, 0x10, 0x23, 0x30, 0};
        cr4 = mode.isWide() ? 0x6A8 : 0x8;
        efer = mode.isWide() ? 0xD01 : 0;
    }

    boolean flag(long mask) {
        return (flags & mask) != 0;
    }

    void flag(long mask, boolean value) {
        flags = value ? flags | mask : flags & ~mask;
    }

    /// Reads a general register; without a REX prefix the byte registers 4 to 7 are AH, CH, DH, BH.
    long get(int index, int size, boolean rex) {
        return switch (size) {
            case 1 -> index >= 4 && index < 8 && !rex ? (gpr[index - 4] >>> 8) & 0xFF : gpr[index] & 0xFF;
            case 2 -> gpr[index] & 0xFFFF;
            case 4 -> gpr[index] & 0xFFFF_FFFFL;
            default -> gpr[index];
        };
    }

    /// Writes a general register; a write of 4 bytes clears the upper half, narrower ones keep the rest.
    void set(int index, int size, boolean rex, long value) {
        switch (size) {
            case 1 -> {
                if (index >= 4 && index < 8 && !rex) {
                    gpr[index - 4] = (gpr[index - 4] & ~0xFF00L) | ((value & 0xFF) << 8);
                } else {
                    gpr[index] = (gpr[index] & ~0xFFL) | (value & 0xFF);
                }
            }
            case 2 -> gpr[index] = (gpr[index] & ~0xFFFFL) | (value & 0xFFFF);
            case 4 -> gpr[index] = value & 0xFFFF_FFFFL;
            default -> gpr[index] = value;
        }
    }
}
