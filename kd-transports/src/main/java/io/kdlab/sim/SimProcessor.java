package io.kdlab.sim;

import io.kdlab.value.Bytes;

/// One processor as a debugger meets it: its memory through its own page tables, its control space, and the copy of
/// the registers that the kernel keeps in its KPRCB while it is stopped.
final class SimProcessor {
    /// KPCR's pointer to the KPRCB: the same in both kinds of kernel.
    private static final int PCR_CURRENT_PRCB = 0x20;

    private final int number;
    private final Cpu cpu;
    private final DebuggerAccess access;
    private final RegisterImage context;
    private final RegisterImage special;

    SimProcessor(int number, Cpu cpu) {
        this.number = number;
        this.cpu = cpu;
        access = new DebuggerAccess(cpu);
        context = cpu.mode.isWide() ? new ContextImage(cpu) : new X86ContextImage(cpu);
        special = cpu.mode.isWide() ? new SpecialRegisters(cpu) : new X86SpecialImage(cpu);
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

    RegisterImage context() {
        return context;
    }

    /// The address of the current KTHREAD; 0 before the kernel has one.
    long thread() {
        return prcb() == 0 ? 0 : access.pointer(prcb() + cpu.mode.word());
    }

    /// On x64 selector 0 KPCR, 1 KPRCB, 2 special registers, 3 KTHREAD, nothing for others. On x86 the bytes from an
    /// offset into KPROCESSOR_STATE, which is the context and then the special registers.
    Bytes control(long selector) {
        if (!cpu.mode.isWide()) {
            Bytes state = context.capture().concat(special.capture());
            return selector < 0 || selector >= state.length() ? Bytes.EMPTY : state.slice((int) selector);
        }
        return switch ((int) selector) {
            case 0 -> pointer(pcr());
            case 1 -> pointer(prcb());
            case 2 -> special.capture();
            case 3 -> pointer(thread());
            default -> Bytes.EMPTY;
        };
    }

    /// How many bytes were taken; only the special registers can be written, from their beginning.
    int setControl(long selector, Bytes bytes) {
        long writable = cpu.mode.isWide() ? 2 : context.size();
        if (selector != writable || bytes.length() > special.size()) {
            return 0;
        }
        special.apply(bytes);
        return bytes.length();
    }

    /// Writes KPRCB.ProcessorState, as a kernel does on its way into the debugger. The order of its two parts is not
    /// the same in both kinds of kernel, nor is its place.
    void save() {
        if (prcb() == 0) {
            return;
        }
        if (cpu.mode.isWide()) {
            access.writeVirtual(prcb() + 0x40, special.capture().concat(context.capture()));
        } else {
            access.writeVirtual(prcb() + 0x1C, context.capture().concat(special.capture()));
        }
    }

    private long pcr() {
        return cpu.mode.isWide() ? cpu.registers.gsBase : cpu.registers.fsBase;
    }

    private long prcb() {
        return pcr() == 0 ? 0 : access.pointer(pcr() + PCR_CURRENT_PRCB);
    }

    private static Bytes pointer(long value) {
        byte[] bytes = new byte[8];
        for (int n = 0; n < 8; n++) {
            bytes[n] = (byte) (value >>> (8 * n));
        }
        return Bytes.of(bytes);
    }
}
