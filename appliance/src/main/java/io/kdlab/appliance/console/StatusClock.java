package io.kdlab.appliance.console;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Has the status line looked at again and again: what is left of a lease changes while nothing happens.
record StatusClock(ScheduledExecutorService beat) implements AutoCloseable {
    /// Half the smallest step that is shown would do; a person at a terminal costs nothing.
    static final Duration PERIOD = Duration.ofSeconds(10);

    static StatusClock every(Duration period, Runnable look) {
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("status line").factory());
        var unused = beat.scheduleAtFixedRate(look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return new StatusClock(beat);
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
