package io.kdlab.session;

import io.kdlab.stub.StopReport;
import io.kdlab.target.StopReason;

/// What becomes of a stop.
public sealed interface Verdict {
    /// The target stays stopped, at the stop that was judged or at a later one.
    record Halt(StopReport at, StopReason reason) implements Verdict {}

    /// Nobody is told; the target goes on. Whoever says this has continued it already.
    record Continued() implements Verdict {}
}
