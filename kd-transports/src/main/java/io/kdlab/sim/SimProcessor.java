package io.kdlab.sim;

import io.kdlab.value.Bytes;

/// One processor as a debugger meets it: its memory through its own page tables, its control space, and the copy of
/// the registers that the kernel keeps in its KPRCB while it is stopped.
final class SimProcessor {
    private static final int PCR_CURRENT_PRCB = 0x20;
    private static final int PRCB_CURRENT_THREAD = 0x08;
    private static final int PRCB_PROCESSOR_STATE = 0x40;

    private final int number;
    private final Cpu cpu;
    private final DebuggerAccess access;
    private final ContextImage context;
    private final SpecialRegisters special;

    SimProcessor(int number, Cpu cpu) {
        this.number = number;
        this.cpu = cpu;
        access = new DebuggerAccess(cpu);
        context = new ContextImage(cpu);
        special = new SpecialRegisters(cpu);
    }

    /// Its number, from 0.
    int number() {
        return number;
    }

    Cpu cpu() {
        return cpu;
    }

    /// Memory as this processor maps it.
    DebuggerAccess access() {
        return access;
    }

    ContextImage context() {
        return context;
    }

    /// The address of the current KTHREAD; 0 before the kernel has one.
    long thread() {
        return prcb() == 0 ? 0 : access.pointer(prcb() + PRCB_CURRENT_THREAD);
    }

    /// Selector 0 KPCR, 1 KPRCB, 2 special registers, 3 KTHREAD; nothing for others.
    Bytes control(long selector) {
        return switch ((int) selector) {
            case 0 -> pointer(cpu.registers.gsBase);
            case 1 -> pointer(prcb());
            case 2 -> special.capture();
            case 3 -> pointer(thread());
            default -> Bytes.EMPTY;
        };
    }

    /// How many bytes were taken; only the special registers can be written.
    int setControl(long selector, Bytes bytes) {
        if (selector != 2 || bytes.length() > SpecialRegisters.SIZE) {
            return 0;
        }
        special.apply(bytes);
        return bytes.length();
    }

    /// Writes KPRCB.ProcessorState, as a kernel does on its way into the debugger.
    void save() {
        if (prcb() != 0) {
            access.writeVirtual(prcb() + PRCB_PROCESSOR_STATE, special.capture().concat(context.capture()));
        }
    }

    private long prcb() {
        long pcr = cpu.registers.gsBase;
        return pcr == 0 ? 0 : access.pointer(pcr + PCR_CURRENT_PRCB);
    }

    private static Bytes pointer(long value) {
        byte[] bytes = new byte[8];
        for (int n = 0; n < 8; n++) {
            bytes[n] = (byte) (value >>> (8 * n));
        }
        return Bytes.of(bytes);
    }
}
