package io.kdlab.lab;

import java.time.Instant;

/// Wakes somebody at a time of the wall clock.
public interface Alarms {
    /// Runs `what` once, at that time or as soon after it as possible, on a thread that may block.
    Alarm at(Instant when, Runnable what);

    /// One alarm that was set.
    interface Alarm {
        /// Best effort: what runs already goes on.
        void cancel();
    }
}
