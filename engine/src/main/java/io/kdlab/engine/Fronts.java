package io.kdlab.engine;

import io.kdlab.session.OutputKind;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/// Everybody who listens to a session: what one is told, and in which order.
///
/// Order is arrival order for all: one lock puts an output into the history and into every queue at once.
/// Nothing under the lock blocks.
final class Fronts {
    /// How many outputs a newcomer is shown at most.
    static final int HISTORY = 2000;

    private final Clock clock;
    private final Object lock = new Object();
    private final Deque<EngineOutput> history = new ArrayDeque<>();
    private final List<SessionFront> fronts = new ArrayList<>();

    private volatile AddressWidth width = AddressWidth.WIDE;

    Fronts(Clock clock) {
        this.clock = clock;
    }

    /// Tells everybody, and newcomers later.
    void tell(EngineOutput output) {
        tell(output, front -> true);
    }

    /// Tells those that `to` accepts, and newcomers later.
    void tell(EngineOutput output, Predicate<SessionFront> to) {
        var cut = new ArrayList<SessionFront>();
        synchronized (lock) {
            remember(output);
            for (SessionFront front : fronts) {
                if (to.test(front) && !front.line().offer(output)) {
                    cut.add(front);
                }
            }
        }
        cut.forEach(front -> leave(front, "disabled: it fell %d outputs behind".formatted(FrontLine.DEPTH)));
    }

    /// Puts something into the history only: nobody is there yet who could have seen it.
    void recall(EngineOutput output) {
        synchronized (lock) {
            remember(output);
        }
    }

    private void remember(EngineOutput output) {
        switch (output) {
            case EngineOutput.Text text when fronts.isEmpty() && text.kind() == OutputKind.DEBUGGEE -> unattended(text);
            case EngineOutput.Text _, EngineOutput.Echo _, EngineOutput.Notice _ -> {
                history.addLast(output);
                if (history.size() > HISTORY) {
                    history.removeFirst();
                }
            }
            case EngineOutput.Prompt _,
                    EngineOutput.StateChanged _,
                    EngineOutput.InputAsked _,
                    EngineOutput.InputDone _,
                    EngineOutput.Joined _,
                    EngineOutput.Left _,
                    EngineOutput.Ended _ -> {}
        }
    }

    /// Nobody sees it now: it is kept with its time. Targets print lines in pieces, so a piece goes on where
    /// the last one ended.
    private void unattended(EngineOutput.Text text) {
        if (history.peekLast() instanceof EngineOutput.Text last
                && last.kind() == OutputKind.DEBUGGEE
                && !last.text().endsWith("\n")) {
            history.removeLast();
            history.addLast(new EngineOutput.Text(OutputKind.DEBUGGEE, last.text() + text.text(), last.time()));
            return;
        }
        history.addLast(
                new EngineOutput.Text(OutputKind.DEBUGGEE, Past.stamped(text.text(), text.time()), text.time()));
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
    }

    /// From now on addresses are shown in `now`.
    void width(AddressWidth now) {
        width = now;
    }

    AddressWidth width() {
        return width;
    }

    void text(OutputKind kind, String text) {
        tell(new EngineOutput.Text(kind, width.show(text), clock.instant()));
    }

    /// Shows those that `to` accepts, and nobody who comes later.
    void text(OutputKind kind, String text, Predicate<SessionFront> to) {
        var output = new EngineOutput.Text(kind, width.show(text), clock.instant());
        all().stream().filter(to).forEach(front -> front.line().offer(output));
    }

    void notice(String text) {
        tell(new EngineOutput.Notice(width.show(text), clock.instant()));
    }

    /// Adds `front`, shows it what it missed and then `now`, and tells the others.
    void join(SessionFront front, List<EngineOutput> now) {
        var joined = new EngineOutput.Joined(front.identity().who(), clock.instant());
        synchronized (lock) {
            history.forEach(front.line()::offer);
            now.forEach(front.line()::offer);
            fronts.forEach(other -> other.line().offer(joined));
            fronts.add(front);
        }
    }

    /// Removes `front` and tells the others why. The second call does nothing.
    void leave(SessionFront front, String why) {
        synchronized (lock) {
            if (!fronts.remove(front)) {
                return;
            }
        }
        front.line().finish(why);
        tell(new EngineOutput.Left(front.identity().who(), why, clock.instant()));
    }

    List<SessionFront> all() {
        synchronized (lock) {
            return List.copyOf(fronts);
        }
    }
}
