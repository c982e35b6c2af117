package io.kdlab.sim;

import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.StateChange;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One boot of the simulated kernel with its debugger: runs the machine, takes the traps that a kernel gives to KD,
/// and serves the host while it is stopped. Everything happens on the thread that calls [#run].
final class SimKernel {
    private static final Logger LOG = LoggerFactory.getLogger(SimKernel.class);
    private static final int CLOCK_VECTOR = 0xD1;
    private static final int DEBUG_SERVICE = 0x2D;

    /// Instructions that a processor does before the next one has its turn.
    private static final int TURN = 64;

    private final SimBoot boot;
    private final MessageCodec codec;
    private final SimProcessors processors;
    private final TargetWire wire;
    private final SimClock clock;
    private final StopReport report;
    private final KdApi api;
    private final DebugService services;

    SimKernel(SimBoot boot, TargetWire wire, SimClock clock) {
        this.boot = boot;
        this.wire = wire;
        this.clock = clock;
        codec = MessageCodec.of(boot.cpu().mode.machine());
        processors = new SimProcessors(boot.cpus());
        Breakpoints breakpoints = new Breakpoints(processors);
        report = new StopReport(processors, breakpoints);
        api = new KdApi(processors, breakpoints, boot.kernel().export("KdVersionBlock"));
        services = new DebugService(processors, report, wire, codec);
    }

    /// Runs until the machine is to start anew. Ends with [SimStopped] when it is switched off.
    void run() {
        wire.leave();
        boolean goesOn = true;
        while (goesOn) {
            Cpu cpu = processors.current().cpu();
            Trap trap = turn(cpu);
            if (trap != null) {
                goesOn = handle(cpu, trap);
            } else {
                if (processors.allHalted() || clock.tickIsOver(processors.cycles() / processors.count())) {
                    clock.awaitTick(processors.cycles() / processors.count());
                    processors.interrupt(CLOCK_VECTOR);
                }
                processors.next();
            }
        }
    }

    private static @Nullable Trap turn(Cpu cpu) {
        Trap trap = null;
        for (int n = 0; n < TURN && trap == null && !cpu.halted(); n++) {
            trap = cpu.step();
        }
        return trap;
    }

    /// False if the machine is to start anew.
    private boolean handle(Cpu cpu, Trap trap) {
        boolean software = trap.kind() == Trap.Kind.SOFTWARE;
        if (software && trap.vector() == DEBUG_SERVICE) {
            return service(cpu);
        }
        Optional<StopCode> code = StopCode.of(trap);
        if (code.isEmpty()) {
            return deliver(cpu, trap);
        }
        return exception(cpu, trap, code.get());
    }

    private boolean service(Cpu cpu) {
        long rip = cpu.registers.rip;
        Optional<StateChange> stop = services.serve();
        KdOutcome outcome = stop.isEmpty() ? new KdOutcome.Resume(NtStatus.CONTINUE) : stop(stop.get(), true);
        if (cpu.registers.rip == rip) {
            cpu.registers.rip++; // the int3 behind every debug service
        }
        return follow(cpu, outcome, Optional.empty());
    }

    private boolean exception(Cpu cpu, Trap trap, StopCode code) {
        Registers r = cpu.registers;
        switch (trap.vector()) {
            case CpuFault.DEBUG -> cpu.debug.dr6(trap.address());
            case CpuFault.PAGE -> r.cr2 = trap.address();
            case CpuFault.BREAKPOINT -> r.rip--;
            default -> {}
        }
        r.flag(Registers.TF, false);
        if (trap.kind() == Trap.Kind.FAULT) {
            r.flag(Registers.RF, true); // lets the instruction go when it is resumed
        }
        return follow(cpu, stop(report.exception(code.status(), code.parameters()), false), Optional.of(trap));
    }

    private boolean follow(Cpu cpu, KdOutcome outcome, Optional<Trap> trap) {
        return switch (outcome) {
            case KdOutcome.Restart _ -> false;
            case KdOutcome.Crash(int code) -> crash(cpu, code);
            case KdOutcome.Resume(NtStatus status)
            when !status.isSuccess() && trap.isPresent() -> {
                if (trap.get().vector() == CpuFault.BREAKPOINT) {
                    cpu.registers.rip++;
                }
                yield deliver(cpu, trap.get());
            }
            default -> true;
        };
    }

    private boolean deliver(Cpu cpu, Trap trap) {
        boolean delivered = cpu.deliver(trap);
        if (!delivered) {
            LOG.info("sim.reset reason=triple-fault vector={} rip={}", trap.vector(), cpu.registers.rip);
        }
        return delivered;
    }

    /// Enters the kernel's own crash routine as an interrupt would, the code in RCX.
    private boolean crash(Cpu cpu, int code) {
        try {
            cpu.interrupts.enterAt(boot.kernel().export("KiDebuggerBugCheck"));
        } catch (CpuFault e) {
            return false; // no stack left to crash on
        }
        cpu.registers.gpr[Registers.RCX] = Integer.toUnsignedLong(code);
        return true;
    }

    /// Announces a stop and serves requests until the host lets go.
    private KdOutcome stop(StateChange first, boolean droppable) {
        StateChange change = first;
        api.stopped();
        processors.save();
        processors.flush();
        while (true) {
            if (!wire.send(PacketType.STATE_CHANGE64, codec.encode(change), droppable)) {
                wire.leave();
                return new KdOutcome.Resume(NtStatus.CONTINUE);
            }
            KdOutcome outcome = serve();
            if (outcome instanceof KdOutcome.Report(int number)) {
                processors.select(number);
                change = report.exception(NtStatus.WAKE_SYSTEM_DEBUGGER, List.of());
            } else if (!(outcome instanceof KdOutcome.Silence)) {
                wire.leave();
                processors.flush();
                clock.resume(processors.cycles() / processors.count());
                return outcome;
            }
        }
    }

    /// Requests until one that ends the stop; [KdOutcome.Silence] stands for "announce it again".
    private KdOutcome serve() {
        while (true) {
            Optional<Bytes> payload = wire.receive(PacketType.STATE_MANIPULATE);
            if (payload.isEmpty()) {
                return new KdOutcome.Silence();
            }
            if (codec.decode(PacketType.STATE_MANIPULATE, payload.get()) instanceof Manipulate request) {
                KdOutcome outcome = api.execute(request);
                if (outcome instanceof KdOutcome.Reply(Manipulate reply)) {
                    wire.send(PacketType.STATE_MANIPULATE, codec.reply(payload.get(), reply), true);
                } else if (!(outcome instanceof KdOutcome.Silence)) {
                    return outcome;
                }
            }
        }
    }
}
