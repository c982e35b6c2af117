package io.kdlab.session;

import java.time.Instant;

/// What the target asks, until it has its answer or goes on without.
final class Question {
    private final SessionListener listener;
    private boolean open;

    Question(SessionListener listener) {
        this.listener = listener;
    }

    /// The target asks and waits.
    void asked(String prompt, int maxLength, Instant time) {
        open = true;
        listener.asked(prompt, maxLength, time);
    }

    /// It waits no longer.
    void close() {
        if (open) {
            open = false;
            listener.askedNoMore();
        }
    }
}
