package io.kdlab.sim;

/// Delivery through the interrupt descriptor table and IRET, at one privilege level: the selector in a gate is taken
/// as it stands, interrupt stacks of a TSS are not used.
final class Interrupts {
    private static final int INTERRUPT_GATE = 14;
    private static final int TRAP_GATE = 15;

    private final Registers registers;
    private final Mmu mmu;
    private final CpuMode mode;

    Interrupts(Registers registers, Mmu mmu, CpuMode mode) {
        this.registers = registers;
        this.mmu = mmu;
        this.mode = mode;
    }

    /// Enters the handler of a vector. Raises a [CpuFault] if table or stack do not allow it.
    void enter(int vector, boolean withErrorCode, int errorCode) {
        int gateSize = 2 * mode.word();
        if (vector * gateSize + gateSize - 1 > registers.idtLimit) {
            throw CpuFault.protection(vector * 8 + 2);
        }
        long low = mmu.read(registers.idtBase + (long) vector * gateSize, 8);
        long high = mode.isWide() ? mmu.read(registers.idtBase + (long) vector * gateSize + 8, 8) : 0;
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

    /// In 64-bit mode the stack is aligned, and its pointer is always among what is pushed.
    private void pushFrame(boolean withErrorCode, int errorCode) {
        long sp = registers.gpr[Registers.RSP];
        int word = mode.word();
        long top = mode.isWide() ? (sp & ~15L) - 40 : mode.wrap(sp - 12);
        if (withErrorCode) {
            mmu.write(top - word, word, errorCode);
        }
        mmu.write(top, word, registers.rip);
        mmu.write(top + word, word, registers.segments[Registers.CS]);
        mmu.write(top + 2L * word, word, registers.flags);
        if (mode.isWide()) {
            mmu.write(top + 24, 8, sp);
            mmu.write(top + 32, 8, registers.segments[Registers.SS]);
        }
        registers.gpr[Registers.RSP] = withErrorCode ? top - word : top;
    }

    /// IRET with operands of an address's length; other forms are not used by kernels and are invalid here.
    void returnFrom(Instruction i) {
        int word = mode.word();
        if (i.size != word) {
            throw CpuFault.invalidOpcode();
        }
        long top = registers.gpr[Registers.RSP];
        long rip = mmu.read(top, word);
        long cs = mmu.read(top + word, word);
        long flags = mmu.read(top + 2L * word, word);
        long rsp = mode.isWide() ? mmu.read(top + 24, 8) : mode.wrap(top + 12);
        int ss = mode.isWide() ? (int) mmu.read(top + 32, 8) & 0xFFFF : registers.segments[Registers.SS];
        if (!mode.paging().canonical(rip)) {
            throw CpuFault.protection(0);
        }
        long changeable = Registers.CHANGEABLE | Registers.RF;
        registers.rip = rip;
        registers.segments[Registers.CS] = (int) cs & 0xFFFF;
        registers.flags = (registers.flags & ~changeable) | (flags & changeable) | Registers.FIXED;
        registers.gpr[Registers.RSP] = rsp;
        registers.segments[Registers.SS] = ss;
    }
}
