package io.kdlab.sim;

/// Delivery through the interrupt descriptor table and IRET, in 64-bit mode at one privilege level: the selector in a
/// gate is taken as it stands, interrupt stacks of a TSS are not used.
final class Interrupts {
    private static final int INTERRUPT_GATE = 14;
    private static final int TRAP_GATE = 15;

    private final Registers registers;
    private final Mmu mmu;

    Interrupts(Registers registers, Mmu mmu) {
        this.registers = registers;
        this.mmu = mmu;
    }

    /// Enters the handler of a vector. Raises a [CpuFault] if table or stack do not allow it.
    void enter(int vector, boolean withErrorCode, int errorCode) {
        if (vector * 16 + 15 > registers.idtLimit) {
            throw CpuFault.protection(vector * 8 + 2);
        }
        long low = mmu.read(registers.idtBase + vector * 16L, 8);
        long high = mmu.read(registers.idtBase + vector * 16L + 8, 8);
        int type = (int) (low >>> 40) & 0x1F;
        if (type != INTERRUPT_GATE && type != TRAP_GATE) { // looked at before the present bit
            throw CpuFault.protection(vector * 8 + 2);
        }
        if ((low >>> 47 & 1) == 0) {
            throw CpuFault.notPresent(vector * 8 + 2);
        }
        pushFrame(withErrorCode, errorCode);
        registers.segments[Registers.CS] = (int) (low >>> 16) & 0xFFFF;
        registers.rip = (low & 0xFFFF) | (low >>> 48) << 16 | high << 32;
        registers.flag(Registers.TF | Registers.RF | Registers.NT, false);
        if (type == INTERRUPT_GATE) {
            registers.flag(Registers.IF, false);
        }
    }

    /// Enters a routine as an interrupt would, without a gate.
    void enterAt(long routine) {
        pushFrame(false, 0);
        registers.rip = routine;
        registers.flag(Registers.TF | Registers.RF | Registers.NT | Registers.IF, false);
    }

    private void pushFrame(boolean withErrorCode, int errorCode) {
        long[] frame = {
            registers.rip,
            registers.segments[Registers.CS],
            registers.flags,
            registers.gpr[Registers.RSP],
            registers.segments[Registers.SS]
        };
        long top = (registers.gpr[Registers.RSP] & ~15L) - 40 - (withErrorCode ? 8 : 0);
        long at = top;
        if (withErrorCode) {
            mmu.write(at, 8, errorCode);
            at += 8;
        }
        for (int n = 0; n < frame.length; n++) {
            mmu.write(at + 8L * n, 8, frame[n]);
        }
        registers.gpr[Registers.RSP] = top;
    }

    /// IRETQ; the 2- and 4-byte forms are not used by 64-bit kernels and are invalid here.
    void returnFrom(Instruction i) {
        if (i.size != 8) {
            throw CpuFault.invalidOpcode();
        }
        long top = registers.gpr[Registers.RSP];
        long rip = mmu.read(top, 8);
        long cs = mmu.read(top + 8, 8);
        long flags = mmu.read(top + 16, 8);
        long rsp = mmu.read(top + 24, 8);
        long ss = mmu.read(top + 32, 8);
        if (!PageWalk.canonical(rip)) {
            throw CpuFault.protection(0);
        }
        long changeable = Registers.CHANGEABLE | Registers.RF;
        registers.rip = rip;
        registers.segments[Registers.CS] = (int) cs & 0xFFFF;
        registers.flags = (registers.flags & ~changeable) | (flags & changeable) | Registers.FIXED;
        registers.gpr[Registers.RSP] = rsp;
        registers.segments[Registers.SS] = (int) ss & 0xFFFF;
    }
}
