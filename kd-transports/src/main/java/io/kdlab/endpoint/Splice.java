package io.kdlab.endpoint;

import io.netty.channel.Channel;
import java.time.Duration;

/// Joins two byte streams: what comes out of one goes into the other, and the end of one ends the other. See
/// [Leg].
public final class Splice {
    private Splice() {}

    /// Starts relaying between two open channels that are not reading yet. Returns at once.
    public static void join(Channel left, Channel right) {
        Leg.join(Leg.of(left, Leg.Ending.TOGETHER, Duration.ZERO), Leg.of(right, Leg.Ending.TOGETHER, Duration.ZERO));
    }
}
