package io.kdlab.session;

import io.kdlab.target.Cancelled;
import io.kdlab.target.GateClosed;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Whose turn it is on the owning thread: which command runs there, and whether it may go on.
///
/// A command ends when the person who gave it wants that, and when somebody else drives. What the session does
/// on its own account, in answer to an event, is never stopped that way.
final class Turn {
    private final AtomicInteger drivers = new AtomicInteger();
    private volatile String endReason = "";
    private volatile boolean cancelled;
    private int driver;
    private int events;
    private final AtomicInteger reactions = new AtomicInteger();

    /// Somebody else drives from now on; any thread.
    void pass(String reason) {
        endReason = reason;
        drivers.incrementAndGet();
    }

    /// The person wants the running command to end; any thread.
    void cancel() {
        cancelled = true;
    }

    /// Begins a command and returns what [#end] wants back.
    int begin() {
        int outer = driver;
        cancelled = false;
        driver = drivers.get();
        return outer;
    }

    /// Ends a command; the one around it, which waits for the target meanwhile, goes on.
    void end(int outer) {
        driver = outer;
    }

    /// Answers an event; [#end] of it is `eventEnds`.
    void eventBegins() {
        events++;
    }

    void eventEnds() {
        events--;
    }

    /// Does `work`, commands that a person left for an event: he may stop those, too.
    <T> T react(Supplier<T> work) {
        cancelled = false;
        reactions.incrementAndGet();
        try {
            return work.get();
        } finally {
            reactions.decrementAndGet();
        }
    }

    /// Whether such commands run now; any thread.
    boolean isReacting() {
        return reactions.get() > 0;
    }

    /// Whether the running command was begun under a driver who drives no more.
    boolean isOver() {
        return driver != drivers.get() && events == 0;
    }

    /// Throws [GateClosed] when it is over.
    void checkDriver() {
        if (isOver()) {
            throw over();
        }
    }

    /// Throws as [#checkDriver], or [Cancelled] when the person wants that.
    void check() {
        checkDriver();
        if (cancelled && (events == 0 || reactions.get() > 0)) {
            throw new Cancelled("cancelled");
        }
    }

    GateClosed over() {
        return new GateClosed(endReason);
    }
}
