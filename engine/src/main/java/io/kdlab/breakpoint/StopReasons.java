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
    private final Hits hits;

    /// The breakpoints that the stop judged last is due to.
    private List<Breakpoint> firing = List.of();
    /// What the target printed that a person waits for, until the break-in that was sent for it arrives.
    private Optional<String> awaited = Optional.empty();
    /// Whether the next break-in is the one that was sent for a restarted kernel.
    private boolean starting;

    /// A step was begun whose end nobody has waited for.
    private boolean stepLeft;

    private boolean step;

    /// @param once where to stop once, and the least stack pointer with which a stop there counts
    StopReasons(
            TargetSession session,
            BreakpointTable table,
            DebugRegisters debugRegisters,
            BugChecks bugChecks,
            Map<Address, Address> once,
            Hits hits) {
        this.session = session;
        this.table = table;
        this.debugRegisters = debugRegisters;
        this.bugChecks = bugChecks;
        this.once = once;
        this.hits = hits;
    }

    /// The breakpoints that the stop judged last is due to.
    List<Breakpoint> firing() {
        return firing;
    }

    /// A break-in was sent because the target printed `text`.
    void printed(String text) {
        awaited = Optional.of(text);
    }

    /// A break-in was sent because the machine restarts, or none was.
    void restarted(boolean breakIn) {
        starting = breakIn;
        awaited = Optional.empty();
    }

    /// Somebody waits for the end of a step, or no longer does.
    void stepLeft(boolean now) {
        stepLeft = now;
    }

    /// What the stop is; empty when it is none of anybody's business.
    Optional<StopReason> of(StopReport report) {
        firing = List.of();
        step = false;
        return switch (report.cause()) {
            case StopReport.Cause.Exception exception ->
                switch (exception.code()) {
                    case BREAKPOINT -> atBreak(report, exception);
                    case SINGLE_STEP -> atStep(report, exception);
                    case SWITCHED -> Optional.of(new StopReason.ProcessorSwitched());
                    default -> Optional.of(asException(exception));
                };
            case StopReport.Cause.Symbols image -> Optional.of(asImage(image));
            case StopReport.Cause.CommandString _, StopReport.Cause.Unknown _ -> Optional.empty();
        };
    }

    private static StopReason asImage(StopReport.Cause.Symbols image) {
        String name = image.path()
                .substring(Math.max(image.path().lastIndexOf('\\'), image.path().lastIndexOf('/')) + 1);
        return image.unload()
                ? new StopReason.ImageUnloaded(name, image.base())
                : new StopReason.ImageLoaded(name, image.base(), Integer.toUnsignedLong(image.size()));
    }

    private Optional<StopReason> atStep(StopReport report, StopReport.Cause.Exception exception) {
        List<Breakpoint> watched = debugRegisters.hits(dr6(report));
        if (!watched.isEmpty()) {
            return hit(watched, report);
        }
        step = stepLeft;
        stepLeft = false;
        if (!step) {
            return Optional.of(asException(exception));
        }
        Optional<StopReason> hit = hit(table.softwareAt(report.pc()), report);
        return hit.isPresent() ? hit : Optional.of(new StopReason.Stepped());
    }

    /// Whether the stop judged last is the end of a step, whatever else it is.
    boolean wasStep() {
        return step;
    }

    /// The hit of those of `passed` that fire.
    private Optional<StopReason> hit(List<Breakpoint> passed, StopReport report) {
        firing = hits.of(passed, report);
        return firing.isEmpty()
                ? Optional.empty()
                : Optional.of(new StopReason.BreakpointHit(
                        firing.stream().map(Breakpoint::id).toList()));
    }

    private Optional<StopReason> atBreak(StopReport report, StopReport.Cause.Exception exception) {
        List<Breakpoint> passed = table.softwareAt(report.pc());
        Address least = once.get(report.pc());
        step = least != null && session.target().registers().sp().compareTo(least) >= 0;
        Optional<StopReason> hit = hit(passed, report);
        if (hit.isPresent() || step) {
            return hit.isPresent() ? hit : Optional.of(new StopReason.Stepped());
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
        return Optional.of(report.brokenIn() ? brokenIn() : asException(exception));
    }

    /// A break-in, by whoever sent it.
    private StopReason brokenIn() {
        Optional<String> text = awaited;
        boolean start = starting;
        awaited = Optional.empty();
        starting = false;
        return text.<StopReason>map(StopReason.Printed::new)
                .orElseGet(() -> start ? new StopReason.Started() : new StopReason.BreakIn());
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
