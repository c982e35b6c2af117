package io.kdlab.sim;

/// MOV to and from CR0, CR2, CR3, CR4, CR8 and DR0 to DR7.
final class ControlRegisters {
    private ControlRegisters() {}

    static long read(Cpu m, int number) {
        return switch (number) {
            case 0 -> m.registers.cr0;
            case 2 -> m.registers.cr2;
            case 3 -> m.registers.cr3;
            case 4 -> m.registers.cr4;
            case 8 -> m.registers.cr8;
            default -> throw CpuFault.invalidOpcode();
        };
    }

    static void write(Cpu m, int number, long value) {
        switch (number) {
            case 0 -> m.registers.cr0 = value;
            case 2 -> m.registers.cr2 = value;
            case 3 -> m.registers.cr3 = value;
            case 4 -> m.registers.cr4 = value;
            case 8 -> m.registers.cr8 = value & 15;
            default -> throw CpuFault.invalidOpcode();
        }
        m.mmu.flush();
    }

    /// DR4 and DR5 are other names of DR6 and DR7.
    static long readDebug(Cpu m, int number) {
        return switch (number) {
            case 0, 1, 2, 3 -> m.debug.address(number);
            case 4, 6 -> m.debug.dr6();
            case 5, 7 -> m.debug.dr7();
            default -> throw CpuFault.invalidOpcode();
        };
    }

    static void writeDebug(Cpu m, int number, long value) {
        switch (number) {
            case 0, 1, 2, 3 -> m.debug.address(number, value);
            case 4, 6 -> m.debug.dr6(value);
            case 5, 7 -> m.debug.dr7(value);
            default -> throw CpuFault.invalidOpcode();
        }
    }
}
