package io.kdlab.replay;

import io.kdlab.message.Manipulate;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Optional;

/// One thing a recorded target said by itself, with its packet type and payload as on the wire.
sealed interface Moment {
    int type();

    Bytes payload();

    /// Something that needs no answer: a print.
    record Said(int type, Bytes payload) implements Moment {}

    /// Something that waits for an answer of the same packet type: a prompt, a file.
    record Asked(int type, Bytes payload) implements Moment {}

    /// A stop, and what the target was asked until it went on.
    ///
    /// @param left what made it go on, or report another processor; empty where the recording ends before
    record Stopped(int type, Bytes payload, List<Exchange> exchanges, Optional<Manipulate> left) implements Moment {
        public Stopped {
            exchanges = List.copyOf(exchanges);
        }
    }

    /// A request and its reply.
    ///
    /// @param payload the reply's, as on the wire
    record Exchange(Manipulate request, Manipulate reply, Bytes payload) {}
}
