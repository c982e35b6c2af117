package io.kdlab.connection;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/// The time of a model: it moves when the model says so. Nanoseconds from 0.
final class ModelClock extends Clock {
    private final MockTicker ticker = Ticker.newMockTicker();

    long now() {
        return ticker.nanoTime();
    }

    /// The same for Netty's timers.
    Ticker ticker() {
        return ticker;
    }

    void advance(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(0, now());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
