package io.kdlab.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/// What somebody in a session was shown, as it comes.
final class Screen implements Consumer<String> {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final StringBuilder text = new StringBuilder();
    private boolean over;

    /// The screen of a visitor.
    static Screen of(Reader output) {
        Screen screen = new Screen();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                char[] some = new char[4096];
                int count = output.read(some);
                while (count >= 0) {
                    screen.accept(new String(some, 0, count));
                    count = output.read(some);
                }
            } catch (IOException _) {
                // Closed here.
            } finally {
                screen.ended();
            }
        });
        return screen;
    }

    @Override
    public synchronized void accept(String more) {
        text.append(more);
    }

    private synchronized void ended() {
        over = true;
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized String text() {
        return text.toString();
    }

    /// Waits until a text is shown.
    void awaits(String wanted) {
        Awaitility.await(wanted)
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(text()).contains(wanted));
    }

    /// Waits until the session is over here.
    void awaitsEnd() {
        Awaitility.await("the end").atMost(LIMIT).until(this::isOver);
    }
}
