package io.kdlab.connection;

import io.kdlab.message.StateChange;
import java.time.Instant;

/// How a link is. Where something is wrong the text names the wire, the reason and what to do.
public sealed interface LinkStatus {
    /// Since when.
    Instant since();

    /// One line for a person.
    String text();

    /// The wire is being opened for the first time.
    record Opening(String text, Instant since) implements LinkStatus {}

    /// The wire is open; what the target does is not known (yet).
    record Synchronising(String text, Instant since) implements LinkStatus {}

    /// The target runs, as far as anybody knows.
    record Running(Instant since) implements LinkStatus {
        @Override
        public String text() {
            return "running";
        }
    }

    /// The target has stopped and waits.
    record Stopped(StateChange change, Instant since) implements LinkStatus {
        @Override
        public String text() {
            return "stopped";
        }
    }

    /// The link is not usable; it is being worked on and comes back by itself.
    record Lost(String text, Instant since) implements LinkStatus {}
}
