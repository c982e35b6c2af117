package io.kdlab.engine;

import java.time.Instant;
import java.util.Optional;

/// One look at a session.
///
/// @param state what it is doing
/// @param detail one line: where it stopped and why, or what it waits for
/// @param since when that began
/// @param prompt what a console shows
/// @param busy whether a command given now would have to wait
public record EngineStatus(
        State state, String detail, Instant since, String prompt, boolean busy, Optional<String> input) {
    /// What a session is doing.
    public enum State {
        /// Waiting for the link.
        CONNECTING("connecting"),
        /// The target executes.
        RUNNING("running"),
        /// The target is stopped.
        STOPPED("stopped"),
        /// The target is stopped by a bug check.
        BUG_CHECK("bug check"),
        /// The target waits for an answer to its question.
        WAITING_FOR_INPUT("waiting for input"),
        /// The link is lost.
        LOST("lost");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /// The word for status lines.
        public String word() {
            return word;
        }
    }
}
