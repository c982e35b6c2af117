package io.kdlab.sim;

import io.kdlab.link.LinkPace;
import java.time.Duration;

/// What a simulated target is.
///
/// @param seed decides where its images lie and what date it is; nothing else differs between machines
/// @param tick how long a tick of its clock takes; the hot function is called once in each
/// @param pace how patient its debug port is
public record SimOptions(long seed, Duration tick, LinkPace pace) {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration ACK = Duration.ofMillis(100);

    /// 100 ticks a second; an ack may take a tenth of a second.
    public static SimOptions of(long seed) {
        return new SimOptions(seed, TICK, LinkPace.TARGET.withAck(ACK));
    }

    /// With another clock.
    public SimOptions withTick(Duration other) {
        return new SimOptions(seed, other, pace);
    }

    /// With another patience.
    public SimOptions withPace(LinkPace other) {
        return new SimOptions(seed, tick, other);
    }
}
