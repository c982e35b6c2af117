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
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.NtStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final EventFilters filters = new EventFilters();
    private final Responses responses;
    private final Hits hits;
    private final Anchors anchors;

    /// Where to stop once; a stop counts only with the stack at or above the value.
    private final Map<Address, Address> once = new HashMap<>();

    private Optional<Address> silent = Optional.empty();
    private @Nullable TargetSession boundSession;
    private @Nullable StopReasons boundReasons;
    private @Nullable Placement boundPlacement;

    /// `notice` is told what a person should know about breakpoints.
    public RunControl(
            Function<Architecture, Disassembler> disassemblers,
            CallerLookup callers,
            Reactions reactions,
            Consumer<String> notice) {
        this.disassemblers = disassemblers;
        this.callers = callers;
        this.notice = notice;
        this.responses = new Responses(filters, reactions);
        this.hits = new Hits(table, reactions, notice);
        this.anchors = new Anchors(table, reactions, notice);
    }

    /// Names the session whose stops are judged here; called once, before it starts.
    public void bind(TargetSession session) {
        boundSession = session;
        boundReasons = new StopReasons(session, table, debugRegisters, bugChecks, once, hits);
        boundPlacement = new Placement(session, table, sites, debugRegisters, once, notice);
    }

    private TargetSession session() {
        return Objects.requireNonNull(boundSession, "bind() comes first");
    }

    private StopReasons reasons() {
        return Objects.requireNonNull(boundReasons, "bind() comes first");
    }

    private Placement placement() {
        return Objects.requireNonNull(boundPlacement, "bind() comes first");
    }

    /// The breakpoints.
    public Breakpoints breakpoints() {
        return table;
    }

    /// Whose own the breakpoints are that `reason` is about; empty when they are everybody's, as most are.
    public Optional<String> owner(StopReason reason) {
        return reason instanceof StopReason.BreakpointHit
                ? reasons().firing().stream()
                        .map(breakpoint -> breakpoint.terms().owner())
                        .reduce((one, other) -> one.equals(other) ? one : Optional.empty())
                        .flatMap(who -> who)
                : Optional.empty();
    }

    /// What is done at each kind of event.
    public EventFilters filters() {
        return filters;
    }

    /// The target printed: bug checks announce themselves that way, and a person may wait for it. See
    /// [SessionListener#printed].
    public void printed(String text) {
        bugChecks.printed(text);
        if (responses.waitsFor(text)) {
            reasons().printed(text.strip());
            session().wantBreak();
        }
    }

    /// The machine is being restarted.
    public void restarted() {
        responses.restarted();
        reasons().restarted(filters.breaksAtBoot());
    }

    /// What keeps the breakpoints where they belong while modules come and go.
    public Anchors anchors() {
        return anchors;
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
        Address pc = session().pc();
        if (kind != StepKind.OUT && hardBreak(from, pc)) {
            // The step over a break instruction that is in the code itself is to go behind it.
            advance(pc);
            session().settle(from.withPc(behind(pc)), new StopReason.Stepped());
            return session().awaitHalt();
        }
        try {
            begin(kind).ifPresent(session()::deliver);
            return session().awaitHalt();
        } finally {
            once.clear();
        }
    }

    /// Begins a step. A stop comes back when it is over already.
    private Optional<StopReport> begin(StepKind kind) {
        RegisterFile registers = session().target().registers();
        return switch (kind) {
            case INTO -> Optional.of(stepInto());
            case OVER -> {
                Instruction instruction = instructionAt(registers.pc());
                if (instruction.flow() != Instruction.Flow.CALL && !instruction.isRepeated()) {
                    yield Optional.of(stepInto());
                }
                once.put(instruction.next(), registers.sp());
                yield resume(status(GoHow.DEFAULT));
            }
            case OUT -> {
                RegisterFile caller = callers.caller(registers);
                once.put(caller.pc(), caller.sp());
                yield resume(status(GoHow.DEFAULT));
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

    private StopReport stepInto() {
        Address pc = session().pc();
        placement().sync(Optional.of(pc));
        StopReport there = singleStep(status(GoHow.DEFAULT), pc);
        reasons().stepLeft(reasons().isPlainStep(there));
        return there;
    }

    private StopEvent runUntilHalt(int status) {
        try {
            resume(status).ifPresent(session()::deliver);
            return session().awaitHalt();
        } finally {
            once.clear();
        }
    }

    /// Takes everything out of the stopped target and forgets all breakpoints and what people wanted of events.
    /// Whether anything was in the target.
    public boolean withdraw() {
        boolean any = !table.all().isEmpty() || !sites.isEmpty() || !debugRegisters.isEmpty();
        table.clear();
        once.clear();
        filters.reset();
        if (session().state() instanceof TargetState.Halted) {
            placement().sync(Optional.empty());
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

    /// Resumes from where the target stands. A stop comes back when stepping off the first instruction ended in
    /// one that is no plain step.
    private Optional<StopReport> resume(int status) {
        StopReport from = session().report();
        Address pc = session().pc();
        int how = status;
        if (from.cause() instanceof StopReport.Cause.Symbols && pc.equals(from.pc())) {
            passReport(from);
        } else if (how != NtStatus.EXCEPTION_NOT_HANDLED.code() && hardBreak(from, pc)) {
            advance(pc);
            placement().sync(Optional.empty());
        } else if (passesOurs(pc)) {
            placement().sync(Optional.of(pc));
            StopReport there = singleStep(how, pc);
            if (!reasons().isPlainStep(there)) {
                return Optional.of(there);
            }
            placement().sync(Optional.empty());
            how = NtStatus.CONTINUE.code();
        } else {
            placement().sync(Optional.empty());
        }
        bugChecks.forget();
        session().resume(how, false);
        return Optional.empty();
    }

    /// Prepares to go on from a report of the kernel's own: it goes on behind its break instruction by itself.
    private void passReport(StopReport from) {
        boolean boot = from.thread().equals(Address.ZERO);
        if (boot && architecture().breaksAt(from.instructions())) {
            // Only the boot debugger leaves it to us.
            advance(from.pc());
        }
        placement().sync(Optional.of(from.pc()));
    }

    private boolean passesOurs(Address pc) {
        return placement().wanted().contains(pc)
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

    private int status(GoHow how) {
        return switch (how) {
            case HANDLED -> NtStatus.EXCEPTION_HANDLED.code();
            case NOT_HANDLED -> NtStatus.EXCEPTION_NOT_HANDLED.code();
            case DEFAULT -> {
                if (session().report().cause() instanceof StopReport.Cause.Symbols) {
                    yield NtStatus.CONTINUE.code();
                }
                yield session().state() instanceof TargetState.Halted(var event)
                                && event.reason() instanceof StopReason.Exception exception
                                && !filters.deciding(exception.code()).handled()
                        ? NtStatus.EXCEPTION_NOT_HANDLED.code()
                        : NtStatus.EXCEPTION_HANDLED.code();
            }
        };
    }

    @Override
    public Verdict judge(StopReport first) {
        StopReport report = first;
        while (true) {
            sites.stopped(report);
            Optional<StopReason> reason = reasons().of(report);
            Proceed next = reason.isEmpty()
                    ? Proceed.AS
                    : responses.to(report, reason.get(), reasons().firing());
            if (next instanceof Proceed.Gone) {
                return new Verdict.Continued();
            }
            if (reason.isPresent() && next instanceof Proceed.Stay) {
                return new Verdict.Halt(report, reason.get());
            }
            if (next instanceof Proceed.As && reasons().wasStep()) {
                return new Verdict.Halt(report, new StopReason.Stepped());
            }
            Optional<StopReport> there = proceed(next);
            if (there.isEmpty()) {
                return new Verdict.Continued();
            }
            report = there.get();
        }
    }

    private Optional<StopReport> proceed(Proceed next) {
        return switch (next) {
            case Proceed.Go(var how) -> {
                // What a step waits for is no longer wanted; what a person named with g is.
                once.values().removeIf(least -> !least.equals(Address.ZERO));
                yield resume(status(how));
            }
            case Proceed.Step(var kind) -> begin(kind);
            default -> resume(NtStatus.CONTINUE.code());
        };
    }

    @Override
    public boolean concerns(StopReport report) {
        StopReason reason = reasons().of(report).orElseThrow();
        if (responses.concerns(reason)) {
            return true;
        }
        responses.to(report, reason, List.of());
        return false;
    }

    @Override
    public boolean breaksAtBoot() {
        return filters.breaksAtBoot();
    }

    @Override
    public void beforeContinue(StopReport report) {
        sites.stopped(report);
        placement().sync(Optional.of(report.pc()));
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
