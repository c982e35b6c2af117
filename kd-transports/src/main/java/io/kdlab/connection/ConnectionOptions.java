package io.kdlab.connection;

import io.kdlab.link.LinkPace;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Epoch;
import java.time.Clock;
import java.time.Duration;

/// How a connection behaves.
///
/// @param clock what times of notices come from
/// @param tap who sees everything
/// @param initialBreak whether to break in as soon as the wire is open, until the target stops once
/// @param epoch where the gate stands at first
/// @param pace how long the link waits
/// @param reopen the first pause before a lost wire is opened again; it doubles up to `reopenMost`
/// @param reopenMost the longest such pause
public record ConnectionOptions(
        Clock clock,
        LinkTap tap,
        boolean initialBreak,
        Epoch epoch,
        LinkPace pace,
        Duration reopen,
        Duration reopenMost) {
    /// Listens only, gate at [Epoch#NONE], no tap.
    public static ConnectionOptions standard() {
        return new ConnectionOptions(
                Clock.systemUTC(),
                LinkTap.NONE,
                false,
                Epoch.NONE,
                LinkPace.HOST,
                Duration.ofMillis(200),
                Duration.ofSeconds(3));
    }

    /// With another tap.
    public ConnectionOptions withTap(LinkTap other) {
        return new ConnectionOptions(clock, other, initialBreak, epoch, pace, reopen, reopenMost);
    }

    /// Breaking in at once, or not.
    public ConnectionOptions withInitialBreak(boolean other) {
        return new ConnectionOptions(clock, tap, other, epoch, pace, reopen, reopenMost);
    }

    /// With the gate elsewhere.
    public ConnectionOptions withEpoch(Epoch other) {
        return new ConnectionOptions(clock, tap, initialBreak, other, pace, reopen, reopenMost);
    }

    /// With another patience.
    public ConnectionOptions withPace(LinkPace other) {
        return new ConnectionOptions(clock, tap, initialBreak, epoch, other, reopen, reopenMost);
    }

    /// With another clock.
    public ConnectionOptions withClock(Clock other) {
        return new ConnectionOptions(other, tap, initialBreak, epoch, pace, reopen, reopenMost);
    }
}
