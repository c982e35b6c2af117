package io.kdlab.relay;

import java.time.Duration;

/// How a relay behaves.
///
/// @param persistent whether it goes on when its last pair has ended; without, that ends it
/// @param redial     the first pause before ends that both dial are dialled again; it doubles up to
///       `redialMost`
/// @param redialMost the longest such pause
/// @param silence    how long a stream that knows no half-close may say nothing after the other one's input
///       ended
public record RelayOptions(boolean persistent, Duration redial, Duration redialMost, Duration silence) {
    /// Ends with its last pair.
    public static RelayOptions once() {
        return new RelayOptions(false, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    /// Goes on until it is closed (`-p`).
    public static RelayOptions persisting() {
        RelayOptions once = once();
        return new RelayOptions(true, once.redial, once.redialMost, once.silence);
    }
}
