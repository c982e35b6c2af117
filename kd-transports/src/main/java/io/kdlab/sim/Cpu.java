package io.kdlab.sim;

import org.jspecify.annotations.Nullable;

/// One processor in 64-bit or 32-bit mode with its memory: integer instructions, paging, interrupts, debug registers.
///
/// Not thread-safe: whoever steps it owns it. Time is the number of instructions executed, so that a run is the same
/// each time; nothing in here looks at a clock.
public final class Cpu {
    final CpuMode mode;
    final Registers registers;
    final DebugRegisters debug = new DebugRegisters();
    final SimMemory memory;
    final Mmu mmu;
    final Alu alu;
    final Operands operands;
    final Interrupts interrupts;
    private final Decoder decoder;
    private final Instruction instruction = new Instruction();

    private long cycles;
    private boolean halted;
    private boolean shadow;
    private int pendingInterrupt = -1;
    private int interruptsTaken;
    private @Nullable Trap raised;

    /// A processor at reset: nothing is mapped, RIP is 0.
    Cpu(SimMemory memory, CpuMode mode) {
        this.memory = memory;
        this.mode = mode;
        registers = new Registers(mode);
        alu = new Alu(registers);
        mmu = new Mmu(memory, registers, debug, mode.paging());
        operands = new Operands(registers, mmu, mode);
        interrupts = new Interrupts(registers, mmu, mode);
        decoder = new Decoder(mmu, mode);
    }

    /// Puts it at a routine's first instruction, with the routine's one argument and a return address of 0.
    void begin(long entry, long stackTop, long argument) {
        long sp = stackTop - (mode.isWide() ? 0x28 : 0x10); // the return address and four slots, or as many arguments
        registers.rip = entry;
        registers.gpr[Registers.RSP] = sp;
        mmu.write(sp, mode.word(), 0);
        if (mode.isWide()) {
            registers.gpr[Registers.RCX] = argument;
        } else {
            mmu.write(sp + 4, 4, argument);
        }
    }

    /// Instructions executed so far.
    public long cycles() {
        return cycles;
    }

    /// Whether HLT waits for an interrupt.
    public boolean halted() {
        return halted && !(pendingInterrupt >= 0 && registers.flag(Registers.IF));
    }

    /// Puts an external interrupt on the line; it stays there until the processor takes it.
    void interrupt(int vector) {
        pendingInterrupt = vector;
    }

    /// How many external interrupts were taken so far.
    int interruptsTaken() {
        return interruptsTaken;
    }

    /// What was decoded last; overwritten by the next step.
    Instruction lastInstruction() {
        return instruction;
    }

    void halt() {
        halted = true;
    }

    /// Keeps interrupts away from the next instruction.
    void shadowInterrupts() {
        shadow = true;
    }

    /// Ends the instruction with a trap; what it did so far stays.
    void raise(Trap trap) {
        raised = trap;
    }

    /// One instruction, or the delivery of a pending interrupt. Null if nothing happened that a debugger or the
    /// kernel's tables must see.
    @Nullable
    Trap step() {
        if (pendingInterrupt >= 0 && registers.flag(Registers.IF) && !shadow) {
            return takeInterrupt();
        }
        if (halted) {
            return null;
        }
        shadow = false;
        if (debug.watchesCode() && !registers.flag(Registers.RF)) {
            long hits = debug.atInstruction(registers.rip);
            if (hits != 0) {
                return new Trap(CpuFault.DEBUG, Trap.Kind.FAULT, 0, hits);
            }
        }
        return execute();
    }

    private @Nullable Trap execute() {
        Instruction i = instruction;
        long flags = registers.flags;
        long rip = registers.rip;
        long rsp = registers.gpr[Registers.RSP];
        raised = null;
        try {
            Opcode row = decoder.decode(rip, i);
            registers.rip = i.next;
            registers.flags &= ~Registers.RF;
            row.operation().execute(this, i);
        } catch (CpuFault fault) {
            registers.rip = rip;
            registers.flags = flags;
            registers.gpr[Registers.RSP] = rsp;
            debug.takeHits();
            return new Trap(fault.vector(), Trap.Kind.FAULT, fault.errorCode(), fault.address());
        }
        cycles++;
        return after(flags);
    }

    private @Nullable Trap after(long flagsBefore) {
        long hits = debug.watchesData() ? debug.takeHits() : 0;
        if ((flagsBefore & Registers.TF) != 0 && raised == null) {
            hits |= DebugRegisters.DR6_STEP;
        }
        if (raised != null || hits == 0) {
            return raised;
        }
        halted = false; // a step onto HLT is over when it executed
        return new Trap(CpuFault.DEBUG, Trap.Kind.TRAP, 0, hits);
    }

    private @Nullable Trap takeInterrupt() {
        int vector = pendingInterrupt;
        pendingInterrupt = -1;
        interruptsTaken++;
        halted = false;
        CpuFault refused = enter(vector, false, 0);
        return refused == null
                ? null
                : new Trap(refused.vector(), Trap.Kind.FAULT, refused.errorCode(), refused.address());
    }

    /// Hands a trap to the kernel's own handler. False if the tables do not allow it and not even a double fault can
    /// be delivered: a real processor would shut down.
    boolean deliver(Trap trap) {
        if (trap.vector() == CpuFault.PAGE) {
            registers.cr2 = trap.address();
        }
        if (trap.vector() == CpuFault.DEBUG) {
            debug.dr6(debug.dr6() | trap.address());
        }
        halted = false;
        CpuFault refused = enter(trap.vector(), trap.pushesErrorCode(), trap.errorCode());
        if (refused == null) {
            return true;
        }
        if (trap.kind() == Trap.Kind.SOFTWARE) {
            registers.rip = instruction.address; // it is INT itself that faults
        }
        if (trap.kind() != Trap.Kind.SOFTWARE && refused.doublesOn(trap.vector())) {
            return enter(CpuFault.DOUBLE_FAULT, true, 0) == null;
        }
        Trap second = new Trap(refused.vector(), Trap.Kind.FAULT, refused.errorCode(), refused.address());
        return deliver(second);
    }

    /// Null if the handler was entered, or why it was not.
    private @Nullable CpuFault enter(int vector, boolean withErrorCode, int errorCode) {
        try {
            interrupts.enter(vector, withErrorCode, errorCode);
            return null;
        } catch (CpuFault fault) {
            return fault;
        }
    }
}
