package io.kdlab.breakpoint;

import io.kdlab.session.TargetSession;
import io.kdlab.stub.StopReport;
import io.kdlab.target.DebuggerData;
import io.kdlab.target.RequestRefused;
import io.kdlab.target.StopReason;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out what an exception that stopped the target means: one of our breakpoints, a step, a break-in, a bug
/// check, or something of the target's own.
final class StopReasons {
    static final int BREAKPOINT = 0x80000003;
    static final int SINGLE_STEP = 0x80000004;
    private static final int SWITCHED = 0x80000007;
    /// What the break routine is told when a break byte calls it.
    private static final long CONTROL_BREAK = 1;
    /// In the debug status: a step, or one of the four addresses.
    private static final int DR6_SAYS = 0x400f;

    private final TargetSession session;
    private final BreakpointTable table;
    private final DebugRegisters debugRegisters;
    private final BugChecks bugChecks;
    private final Map<Address, Address> once;

    /// A step was begun whose end nobody has waited for.
    private boolean stepLeft;

    /// @param once where to stop once, and the least stack pointer with which a stop there counts
    StopReasons(
            TargetSession session,
            BreakpointTable table,
            DebugRegisters debugRegisters,
            BugChecks bugChecks,
            Map<Address, Address> once) {
        this.session = session;
        this.table = table;
        this.debugRegisters = debugRegisters;
        this.bugChecks = bugChecks;
        this.once = once;
    }

    /// Somebody waits for the end of a step, or no longer does.
    void stepLeft(boolean now) {
        stepLeft = now;
    }

    /// Why the target should stay stopped; empty when nobody wants that.
    Optional<StopReason> of(StopReport report) {
        var exception = (StopReport.Cause.Exception) report.cause();
        return switch (exception.code()) {
            case BREAKPOINT -> atBreak(report, exception);
            case SINGLE_STEP -> atStep(report, exception);
            case SWITCHED -> Optional.of(new StopReason.ProcessorSwitched());
            default -> Optional.of(asException(exception));
        };
    }

    private Optional<StopReason> atStep(StopReport report, StopReport.Cause.Exception exception) {
        List<Breakpoint> hits = debugRegisters.hits(dr6(report));
        if (hits.isEmpty()) {
            boolean ours = stepLeft;
            stepLeft = false;
            return Optional.of(ours ? new StopReason.Stepped() : asException(exception));
        }
        List<Integer> firing = table.pass(hits);
        return firing.isEmpty() ? Optional.empty() : Optional.of(new StopReason.BreakpointHit(firing));
    }

    private Optional<StopReason> atBreak(StopReport report, StopReport.Cause.Exception exception) {
        List<Breakpoint> passed = table.softwareAt(report.pc());
        List<Integer> firing = table.pass(passed);
        if (!firing.isEmpty()) {
            return Optional.of(new StopReason.BreakpointHit(firing));
        }
        Address least = once.get(report.pc());
        if (least != null && session.target().registers().sp().compareTo(least) >= 0) {
            return Optional.of(new StopReason.Stepped());
        }
        if (!passed.isEmpty() || least != null) {
            return Optional.empty();
        }
        Optional<StopReason.BugCheck> bugCheck = bugChecks.at(report, session.target());
        if (bugCheck.isPresent()) {
            return Optional.of(bugCheck.get());
        }
        if (report.surplus() || session.takeOwedBreak() && isControlBreak(report)) {
            return Optional.empty();
        }
        return Optional.of(report.brokenIn() ? new StopReason.BreakIn() : asException(exception));
    }

    /// Whether a break byte, and nothing in the code, stopped the target.
    private boolean isControlBreak(StopReport report) {
        return session.target()
                .debuggerData()
                .flatMap(data -> data.field(DebuggerData.BREAKPOINT_WITH_STATUS))
                .filter(report.pc()::equals)
                .filter(at -> BugChecks.status(session.target()) == CONTROL_BREAK)
                .isPresent();
    }

    /// Whether `there` is the end of a step and nothing else.
    boolean isPlainStep(StopReport there) {
        return there.cause() instanceof StopReport.Cause.Exception exception
                && exception.code() == SINGLE_STEP
                && (debugRegisters.isEmpty() || debugRegisters.hits(dr6(there)).isEmpty());
    }

    private static StopReason asException(StopReport.Cause.Exception exception) {
        return new StopReason.Exception(
                exception.code(), exception.firstChance(), exception.at(), exception.parameters());
    }

    /// The debug status. Reports of some targets leave it out; then the special registers have it.
    private long dr6(StopReport report) {
        if (debugRegisters.isEmpty() || (report.dr6() & DR6_SAYS) != 0) {
            return report.dr6();
        }
        try {
            return session.access().special(report.processor()).get("kdr6").orElse(0L);
        } catch (RequestRefused none) {
            return 0;
        }
    }
}
