package io.kdlab.sim;

/// RDMSR and WRMSR: the registers a 64-bit kernel sets up; any other is #GP.
final class ModelRegisters {
    private ModelRegisters() {}

    static void read(Cpu m, Instruction i) {
        long value = get(m, (int) m.registers.gpr[Registers.RCX]);
        m.registers.set(Registers.RAX, 4, true, value);
        m.registers.set(Registers.RDX, 4, true, value >>> 32);
    }

    static void write(Cpu m, Instruction i) {
        long low = m.registers.get(Registers.RAX, 4, true);
        long high = m.registers.get(Registers.RDX, 4, true);
        set(m, (int) m.registers.gpr[Registers.RCX], high << 32 | low);
    }

    static long get(Cpu m, int number) {
        Registers r = m.registers;
        return switch (number) {
            case 0x10 -> m.cycles();
            case 0x1D9 -> r.debugControl;
            case 0xC000_0080 -> r.efer;
            case 0xC000_0081 -> r.star;
            case 0xC000_0082 -> r.lstar;
            case 0xC000_0083 -> r.cstar;
            case 0xC000_0084 -> r.syscallMask;
            case 0xC000_0100 -> r.fsBase;
            case 0xC000_0101 -> r.gsBase;
            case 0xC000_0102 -> r.kernelGsBase;
            default -> throw CpuFault.protection(0);
        };
    }

    static void set(Cpu m, int number, long value) {
        Registers r = m.registers;
        switch (number) {
            case 0x1D9 -> r.debugControl = value;
            case 0xC000_0080 -> r.efer = value;
            case 0xC000_0081 -> r.star = value;
            case 0xC000_0082 -> r.lstar = value;
            case 0xC000_0083 -> r.cstar = value;
            case 0xC000_0084 -> r.syscallMask = value;
            case 0xC000_0100 -> r.fsBase = value;
            case 0xC000_0101 -> r.gsBase = value;
            case 0xC000_0102 -> r.kernelGsBase = value;
            default -> throw CpuFault.protection(0);
        }
    }
}
