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
/// @param input what the target asks
/// @param leaseEnds until when somebody may drive the target; empty when nobody holds a lease, and at the bench
/// @param captured whether all that passes on the wire is being written to a file
public record EngineStatus(
        State state,
        String detail,
        Instant since,
        String prompt,
        boolean busy,
        Optional<String> input,
        Optional<Instant> leaseEnds,
        boolean captured) {
    /// What the session alone knows; lease and capture are its house's business.
    EngineStatus(State state, String detail, Instant since, String prompt, boolean busy, Optional<String> input) {
        this(state, detail, since, prompt, busy, input, Optional.empty(), false);
    }

    /// The same in a house that has it leased, or captures it.
    EngineStatus in(Optional<Instant> lease, boolean capture) {
        return new EngineStatus(state, detail, since, prompt, busy, input, lease, capture);
    }

    /// Whether somebody who knows `before` should hear of it; a prompt is told by itself.
    boolean isNewsAfter(EngineStatus before) {
        return state != before.state
                || !detail.equals(before.detail)
                || !leaseEnds.equals(before.leaseEnds)
                || captured != before.captured;
    }

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
