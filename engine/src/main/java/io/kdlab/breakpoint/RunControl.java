package io.kdlab.breakpoint;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.session.GoHow;
import io.kdlab.session.StepKind;
import io.kdlab.session.StopHandler;
import io.kdlab.session.TargetSession;
import io.kdlab.session.Verdict;
import io.kdlab.stub.StopReport;
import io.kdlab.target.RequestRefused;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes a target run until something that a person wants to see: breakpoints, steps, and what every stop
/// means.
///
/// Before a resume the break instructions that belong into the target are put there; the one that execution
/// stands on is stepped off first. Belongs to the thread that owns the session.
public final class RunControl implements StopHandler {
    private final BreakpointTable table = new BreakpointTable();
    private final SiteTable sites = new SiteTable();
    private final DebugRegisters debugRegisters = new DebugRegisters();
    private final BugChecks bugChecks = new BugChecks();
    private final Function<Architecture, Disassembler> disassemblers;
    private final CallerLookup callers;
    private final Consumer<String> notice;

    /// Where to stop once; a stop counts only with the stack at or above the value.
    private final Map<Address, Address> once = new HashMap<>();

    private Optional<Address> silent = Optional.empty();
    private @Nullable TargetSession boundSession;
    private @Nullable StopReasons boundReasons;

    /// `notice` is told what a person should know about breakpoints.
    public RunControl(
            Function<Architecture, Disassembler> disassemblers, CallerLookup callers, Consumer<String> notice) {
        this.disassemblers = disassemblers;
        this.callers = callers;
        this.notice = notice;
    }

    /// Names the session whose stops are judged here; called once, before it starts.
    public void bind(TargetSession session) {
        boundSession = session;
        boundReasons = new StopReasons(session, table, debugRegisters, bugChecks, once);
    }

    private TargetSession session() {
        return Objects.requireNonNull(boundSession, "bind() comes first");
    }

    private StopReasons reasons() {
        return Objects.requireNonNull(boundReasons, "bind() comes first");
    }

    /// The breakpoints.
    public Breakpoints breakpoints() {
        return table;
    }

    /// The target printed: bug checks announce themselves that way. See [SessionListener#printed].
    public void printed(String text) {
        bugChecks.printed(text);
    }

    // ---- what a person asks for

    /// Resumes and returns at the next stop that stays.
    ///
    /// @param until where to stop once, besides the breakpoints
    public StopEvent go(GoHow how, Set<Address> until) {
        session().report();
        until.forEach(at -> once.put(at, Address.ZERO));
        return runUntilHalt(status(how));
    }

    /// Steps and returns at the stop.
    public StopEvent step(StepKind kind) {
        StopReport from = session().report();
        RegisterFile registers = session().target().registers();
        return switch (kind) {
            case INTO -> stepInto(from);
            case OVER -> {
                Instruction instruction = instructionAt(registers.pc());
                if (instruction.flow() != Instruction.Flow.CALL && !instruction.isRepeated()) {
                    yield stepInto(from);
                }
                once.put(instruction.next(), registers.sp());
                yield runUntilHalt(status(GoHow.DEFAULT));
            }
            case OUT -> {
                RegisterFile caller = callers.caller(registers);
                once.put(caller.pc(), caller.sp());
                yield runUntilHalt(status(GoHow.DEFAULT));
            }
        };
    }

    private Architecture architecture() {
        return session().target().architecture();
    }

    private Instruction instructionAt(Address pc) {
        Disassembler disassembler = disassemblers.apply(architecture());
        disassembler.missing().ifPresent(why -> {
            throw new Unsupported("cannot tell a call from other instructions: " + why + " (t steps without)");
        });
        return disassembler.decode(
                pc,
                session().target().read(pc, architecture().longestInstruction()).known());
    }

    private StopEvent stepInto(StopReport from) {
        Address pc = session().pc();
        if (hardBreak(from, pc)) {
            // The step over a break instruction that is in the code itself is to go behind it.
            advance(pc);
            session().settle(from.withPc(behind(pc)), new StopReason.Stepped());
        } else {
            sync(Optional.of(pc));
            StopReport there = singleStep(status(GoHow.DEFAULT), pc);
            if (reasons().isPlainStep(there)) {
                List<Integer> firing = table.pass(table.softwareAt(there.pc()));
                session()
                        .settle(
                                there,
                                firing.isEmpty() ? new StopReason.Stepped() : new StopReason.BreakpointHit(firing));
            } else {
                session().deliver(there);
            }
        }
        return session().awaitHalt();
    }

    private StopEvent runUntilHalt(int status) {
        try {
            resume(status).ifPresent(session()::deliver);
            return session().awaitHalt();
        } finally {
            once.clear();
        }
    }

    /// Takes everything out of the stopped target and forgets all breakpoints. Whether there was anything.
    public boolean withdraw() {
        boolean any = !table.all().isEmpty() || !sites.isEmpty() || !debugRegisters.isEmpty();
        table.clear();
        once.clear();
        if (session().state() instanceof TargetState.Halted) {
            sync(Optional.empty());
        }
        return any;
    }

    /// Whether something of ours stands in the target, running or not.
    public boolean isPresent() {
        return !sites.isEmpty() || !debugRegisters.isEmpty();
    }

    /// Continues a stopped target for good, without waiting.
    public void release() {
        resume(status(GoHow.DEFAULT)).ifPresent(session()::deliver);
    }

    /// The kernel is at another place than before. A breakpoint on a name moves with what it names; one on a
    /// number waits until a person says otherwise.
    ///
    /// @param names finds what a breakpoint's expression names now
    public void kernelMoved(Address from, Address to, Function<String, Optional<Address>> names) {
        var waiting = new StringJoiner(", ");
        for (Breakpoint breakpoint : table.all()) {
            Optional<Address> now = names.apply(breakpoint.expression());
            if (now.isPresent()) {
                table.change(breakpoint.id(), b -> b.withAddress(now));
            } else {
                waiting.add(String.valueOf(breakpoint.id()));
                table.change(
                        breakpoint.id(),
                        b -> b.withPending(Optional.of("the kernel moved from %s to %s".formatted(from, to))));
            }
        }
        if (waiting.length() > 0) {
            notice.accept("The kernel is at %s now, it was at %s: breakpoint %s waits; be arms it where it is."
                    .formatted(to, from, waiting));
        }
    }

    // ---- running

    /// Resumes from where the target stands. A stop comes back when stepping off the first instruction ended in
    /// one that is no plain step.
    private Optional<StopReport> resume(int status) {
        StopReport from = session().report();
        Address pc = session().pc();
        int how = status;
        if (hardBreak(from, pc)) {
            advance(pc);
            sync(Optional.empty());
        } else if (passesOurs(pc)) {
            sync(Optional.of(pc));
            StopReport there = singleStep(how, pc);
            if (!reasons().isPlainStep(there)) {
                return Optional.of(there);
            }
            sync(Optional.empty());
            how = NtStatus.CONTINUE.code();
        } else {
            sync(Optional.empty());
        }
        bugChecks.forget();
        session().resume(how, false);
        return Optional.empty();
    }

    private boolean passesOurs(Address pc) {
        return wanted().contains(pc)
                || table.hardware().stream()
                        .anyMatch(b -> b.address().filter(pc::equals).isPresent());
    }

    private StopReport singleStep(int status, Address from) {
        silent = Optional.of(from);
        reasons().stepLeft(true);
        try {
            StopReport there = session().stepOnce(status);
            reasons().stepLeft(false);
            sites.stopped(there);
            return there;
        } finally {
            silent = Optional.empty();
        }
    }

    /// Whether the code itself, not we, has a break instruction at `pc`.
    private boolean hardBreak(StopReport from, Address pc) {
        boolean told = pc.equals(from.pc()) && !from.instructions().isEmpty();
        if (sites.contains(pc) || told && !architecture().breaksAt(from.instructions())) {
            return false;
        }
        // Some targets report something else than code, so what would move the program counter is looked at
        // itself.
        int length = architecture().breakInstruction().length();
        return architecture().breaksAt(session().target().read(pc, length).known());
    }

    private void advance(Address pc) {
        session().target().setRegisters(session().target().registers().withPc(behind(pc)));
    }

    /// Behind the break instruction at `pc`.
    private Address behind(Address pc) {
        return pc.plus(architecture().breakInstruction().length());
    }

    private Set<Address> wanted() {
        Set<Address> wanted = new HashSet<>(table.softwareAddresses());
        wanted.addAll(once.keySet());
        return wanted;
    }

    /// Puts into the target what belongs there, except at `skip`, where execution goes on.
    private void sync(Optional<Address> skip) {
        Set<Address> wanted = wanted();
        skip.ifPresent(wanted::remove);
        sites.sync(session().access(), wanted).forEach(this::notPlaced);
        List<Breakpoint> hardware = table.hardware();
        try {
            debugRegisters.sync(session().access(), session().target().processorCount(), hardware);
        } catch (RequestRefused refused) {
            for (Breakpoint breakpoint : hardware) {
                table.change(breakpoint.id(), b -> b.withPending(Optional.of(refused.getMessage())));
            }
            debugRegisters.forget();
            notice.accept("Hardware breakpoints are not armed: " + refused.getMessage() + ".");
        }
    }

    private void notPlaced(Address at, NtStatus status) {
        List<Breakpoint> there = table.softwareAt(at);
        if (there.isEmpty()) {
            once.remove(at);
            throw new RequestRefused("place a breakpoint at " + at + " (it holds 32 at most)", status);
        }
        for (Breakpoint breakpoint : there) {
            table.change(
                    breakpoint.id(), b -> b.withPending(Optional.of("the target refused it (status " + status + ")")));
            notice.accept("Breakpoint %d at %s is not armed: the target refused it (status %s). be %d tries again."
                    .formatted(breakpoint.id(), at, status, breakpoint.id()));
        }
    }

    private int status(GoHow how) {
        return switch (how) {
            case HANDLED -> NtStatus.EXCEPTION_HANDLED.code();
            case NOT_HANDLED -> NtStatus.EXCEPTION_NOT_HANDLED.code();
            case DEFAULT ->
                session().state() instanceof TargetState.Halted(var event)
                                && event.reason() instanceof StopReason.Exception exception
                                && exception.code() != StopReasons.BREAKPOINT
                                && exception.code() != StopReasons.SINGLE_STEP
                        ? NtStatus.EXCEPTION_NOT_HANDLED.code()
                        : NtStatus.EXCEPTION_HANDLED.code();
        };
    }

    // ---- what a stop means

    @Override
    public Verdict judge(StopReport first) {
        StopReport report = first;
        while (true) {
            sites.stopped(report);
            Optional<StopReason> reason = reasons().of(report);
            if (reason.isPresent()) {
                return new Verdict.Halt(report, reason.get());
            }
            Optional<StopReport> next = resume(NtStatus.CONTINUE.code());
            if (next.isEmpty()) {
                return new Verdict.Continued();
            }
            report = next.get();
        }
    }

    @Override
    public void beforeContinue(StopReport report) {
        sites.stopped(report);
        // Execution stands at the kernel's own report, behind which it goes on: nothing of ours is passed now,
        // unless somebody put a breakpoint right there.
        sync(Optional.of(report.pc()));
    }

    @Override
    public long dr7(long reported) {
        return debugRegisters.control(reported, silent);
    }

    @Override
    public void forget() {
        sites.forget();
        debugRegisters.forget();
        bugChecks.forget();
        reasons().stepLeft(false);
    }
}
