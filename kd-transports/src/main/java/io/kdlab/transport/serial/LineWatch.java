package io.kdlab.transport.serial;

import io.kdlab.transport.LineErrors;
import io.kdlab.transport.LineState;
import io.kdlab.transport.ModemLines;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at modem lines and error counters of an open port every two seconds and tells what has changed.
/// Owns the [Tty].
///
/// A thread of its own, because an adapter's driver may take seconds to answer. A port that has neither
/// lines nor counters is not watched.
final class LineWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST_ANSWER = Duration.ofMillis(100);

    private final Tty tty;
    private final String name;
    private final LineErrors before;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final LineState first;
    private @Nullable Thread thread;

    /// Looks once; errors are counted from here on.
    LineWatch(Tty tty, String name) throws IOException {
        this.tty = tty;
        this.name = name;
        Optional<LineErrors> errors = tty.errors();
        this.before = errors.orElse(LineErrors.NONE);
        this.first = new LineState(tty.lines(), errors.map(_ -> LineErrors.NONE));
    }

    /// How the line was at the opening.
    LineState first() {
        return first;
    }

    /// Whether the port has modem lines: then opening it has touched some.
    boolean hasLines() {
        return first.lines().isPresent();
    }

    /// Tells how the line is now, and again whenever that changes.
    synchronized void start(Consumer<LineState> listener) {
        listener.accept(first);
        if (thread == null
                && closed.getCount() > 0
                && (first.lines().isPresent() || first.errors().isPresent())) {
            thread = Thread.ofPlatform().daemon().name("wire-line " + name).start(() -> watch(listener));
        }
    }

    private void watch(Consumer<LineState> listener) {
        LineState last = first;
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                Optional<ModemLines> lines = tty.lines();
                LineState now = new LineState(lines, tty.errors().map(errors -> errors.since(before)));
                if (!now.equals(last)) {
                    last = now;
                    listener.accept(now);
                }
            }
        } catch (IOException _) {
            // Unplugged; who reads the port will tell.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            tty.close();
            // What is not open tells nothing.
            listener.accept(new LineState(Optional.empty(), Optional.empty()));
        }
    }

    /// Gives the descriptor back, or leaves that to a thread that waits for an answer just now.
    @Override
    public synchronized void close() {
        closed.countDown();
        if (thread == null) {
            tty.close();
            return;
        }
        try {
            thread.join(LAST_ANSWER);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
