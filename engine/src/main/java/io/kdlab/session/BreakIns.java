package io.kdlab.session;

import io.kdlab.stub.StubRequest;
import io.kdlab.target.EngineException;
import java.time.Duration;
import java.util.function.Consumer;

/// Break-ins that somebody waits for, and those that come too late.
///
/// A break byte may be overtaken by another stop: then it stops the target once more, right after the next
/// resume. And a stop that nobody sees (an image report, a pass of a breakpoint) may swallow it: then it is
/// sent again.
final class BreakIns {
    /// How long after a resume a break byte that was overtaken makes itself felt.
    private static final Duration LATE = Duration.ofSeconds(3);

    private final Exchange exchange;
    private final Consumer<String> failure;
    private volatile boolean wanted;
    private boolean owed;
    private long resumedAt;

    /// `failure` is told, on any thread, when a break-in could not be sent.
    BreakIns(Exchange exchange, Consumer<String> failure) {
        this.exchange = exchange;
        this.failure = failure;
    }

    /// Somebody wants the target to stop; any thread. Sending takes as long as the link needs, so it has a
    /// thread of its own.
    void want() {
        wanted = true;
        send();
    }

    /// Somebody wants the target to stop, and the link was told to see to it as soon as the wire is open.
    void expect() {
        wanted = true;
    }

    private void send() {
        Thread.ofVirtual().name("break-in").start(() -> {
            try {
                exchange.done(new StubRequest.BreakIn());
            } catch (EngineException failed) {
                failure.accept("Break-in failed: " + failed.getMessage());
            }
        });
    }

    /// The target was resumed.
    void resumed() {
        resumedAt = System.nanoTime();
    }

    /// The target was resumed after a stop that nobody saw.
    void resumedUnseen() {
        if (wanted) {
            send();
        }
    }

    /// The target stopped and stays stopped.
    void stopped(boolean brokenIn) {
        if (wanted) {
            owed = !brokenIn;
            wanted = false;
        }
    }

    /// The link or the machine is gone, and all bytes that were on their way.
    void forget() {
        wanted = false;
        owed = false;
    }

    /// Whether the stop that is judged now is a late one. Says so once.
    boolean takeOwed() {
        boolean late = owed && System.nanoTime() - resumedAt < LATE.toNanos();
        owed = false;
        return late;
    }
}
