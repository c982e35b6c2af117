package io.kdlab.sim;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;

/// The simulated machine without a wire, one instruction at a time and as fast as it goes: for looking at every state
/// that a debugger could meet. Nobody debugs this kernel; prints go nowhere, break-in never comes.
public final class SimStepper {
    private static final int CLOCK_VECTOR = 0xD1;
    private static final int DEBUG_SERVICE = 0x2D;
    private static final int INSTRUCTIONS_PER_TICK = 199;

    /// What an instruction did to the stack of calls.
    public enum Kind {
        /// Nothing that a stack walk would see, beyond moving RSP.
        OTHER,
        /// A return address was pushed.
        CALL,
        /// A return address was popped.
        RETURN,
        /// A machine frame was pushed: the clock came.
        INTERRUPT,
        /// A machine frame was popped.
        INTERRUPT_RETURN
    }

    /// An image in the machine's memory.
    public record Image(Address base, int size) {}

    private final SimBoot boot;
    private final Cpu machine;
    private final DebuggerAccess access;
    private final ContextImage context;
    private long tickBegan;

    private SimStepper(SimBoot boot) {
        this.boot = boot;
        machine = boot.cpu();
        access = new DebuggerAccess(machine);
        context = new ContextImage(machine);
    }

    /// A machine at its kernel's first instruction.
    public static SimStepper boot(long seed) {
        return new SimStepper(SimBoot.of(seed));
    }

    /// Kernel and driver.
    public List<Image> images() {
        return List.of(
                new Image(Address.of(boot.kernel().base()), boot.kernel().size()),
                new Image(Address.of(boot.driver().base()), boot.driver().size()));
    }

    /// The registers as CONTEXT.
    public Bytes context() {
        return context.capture();
    }

    /// Where the processor stands.
    public Address pc() {
        return Address.of(machine.registers.rip);
    }

    /// The stack pointer.
    public Address sp() {
        return Address.of(machine.registers.gpr[Registers.RSP]);
    }

    /// The bytes up to the first one that is not mapped.
    public Bytes read(Address at, int count) {
        return access.readVirtual(at.value(), count);
    }

    /// Executes one instruction or takes one interrupt; the clock comes at every halt and in between, at places that
    /// differ from tick to tick.
    ///
    /// @throws IllegalStateException when the kernel faults, which this one does only on order
    public Kind step() {
        if (machine.halted() || machine.cycles() - tickBegan >= INSTRUCTIONS_PER_TICK) {
            tickBegan = machine.cycles();
            machine.interrupt(CLOCK_VECTOR);
        }
        int interrupts = machine.interruptsTaken();
        Trap trap = machine.step();
        if (trap != null) {
            serve(trap);
            return Kind.OTHER;
        }
        return machine.interruptsTaken() != interrupts ? Kind.INTERRUPT : kind(machine.lastInstruction());
    }

    private void serve(Trap trap) {
        if (trap.vector() != DEBUG_SERVICE) {
            throw new IllegalStateException("the kernel trapped: " + trap + " at " + pc());
        }
        machine.registers.gpr[Registers.RAX] = 0;
        machine.registers.rip++; // the int3 behind every debug service
    }

    private static Kind kind(Instruction last) {
        return switch (last.opcode) {
            case 0xE8 -> Kind.CALL;
            case 0xFF -> last.group() == 2 ? Kind.CALL : Kind.OTHER;
            case 0xC3, 0xC2 -> Kind.RETURN;
            case 0xCF -> Kind.INTERRUPT_RETURN;
            default -> Kind.OTHER;
        };
    }
}
