package io.kdlab.session;

import io.kdlab.stub.StopReport;
import io.kdlab.target.NotHalted;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether the target stands, where, and what everybody is told about that.
///
/// It stands from the moment its report arrives; that it is halted is said only when the report was judged and
/// nobody made it go on.
final class Standing {
    private final SessionListener listener;
    private final LiveAccess access;
    private final Clock clock;
    private volatile TargetState state;
    private @Nullable StopReport report;
    private boolean stands;

    Standing(SessionListener listener, LiveAccess access, Clock clock, String wire) {
        this.listener = listener;
        this.access = access;
        this.clock = clock;
        this.state = new TargetState.Connecting("waiting for the link on " + wire);
    }

    /// As everybody may know it; any thread.
    TargetState state() {
        return state;
    }

    boolean isHalted() {
        return state instanceof TargetState.Halted;
    }

    boolean isLost() {
        return state instanceof TargetState.Lost;
    }

    /// Where the target stands.
    StopReport report() {
        StopReport last = report;
        if (!stands || last == null) {
            throw NotHalted.because(state);
        }
        return last;
    }

    /// The newest report, whether the target still stands there or not.
    Optional<StopReport> lastReport() {
        return Optional.ofNullable(report);
    }

    /// A report arrived.
    void arrived(StopReport there) {
        report = there;
        stands = true;
        access.stoppedAt(there.processor());
    }

    /// The target stays where it stands, at `there`, for `reason`.
    void halted(StopReport there, StopReason reason) {
        report = there;
        var event = new StopEvent(
                there.processor(), there.processors(), there.thread(), there.pc(), reason, clock.instant());
        change(new TargetState.Halted(event));
        listener.stopped(event);
    }

    /// The target left.
    void left() {
        left(new TargetState.Running(clock.instant()));
    }

    /// The target runs, as its link sees it: another engine, or the target by itself, may have continued it.
    void runs(Instant since) {
        if (!(state instanceof TargetState.Running)) {
            left(new TargetState.Running(since));
        }
    }

    /// The target left, or cannot be reached any more.
    void left(TargetState next) {
        stands = false;
        access.left();
        change(next);
    }

    /// The wire is open.
    void linkIsUp(String text) {
        if (isLost()) {
            listener.notice("The link is back: " + text);
        }
        connecting(text);
    }

    /// How far the link has come. What is known of the target counts more.
    void connecting(String what) {
        if (!(state instanceof TargetState.Halted || state instanceof TargetState.Running)) {
            change(new TargetState.Connecting(what));
        }
    }

    /// The wire is open and nobody answers yet.
    void waiting(String what) {
        connecting(what);
        listener.notice(what);
    }

    private void change(TargetState next) {
        state = next;
        listener.changed(next);
    }
}
