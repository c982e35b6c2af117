package io.kdlab.lab.lease;

import io.kdlab.lab.Alarms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Alarms that follow the wall clock, also where it jumps.
///
/// A Java timer counts time that passes, so a box whose clock is set, or that was asleep, would end a lease too late. A
/// long wait is therefore taken in steps of at most a minute, each aimed anew at the same instant: nothing drifts.
public final class WallClockAlarms implements Alarms, AutoCloseable {
    private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lab-alarms").factory());

    public WallClockAlarms(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Alarm at(Instant when, Runnable what) {
        var pending = new Pending(when, what);
        pending.step();
        return pending;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Pending implements Alarm {
        private final Instant when;
        private final Runnable what;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final AtomicReference<Future<?>> next = new AtomicReference<>();

        Pending(Instant when, Runnable what) {
            this.when = when;
            this.what = what;
        }

        void step() {
            if (cancelled.get() || timer.isShutdown()) {
                return;
            }
            var left = Duration.between(clock.instant(), when);
            if (left.isPositive()) {
                var step = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
                next.set(timer.schedule(this::step, step.toMillis() + 1, TimeUnit.MILLISECONDS));
            } else {
                // The timer's one thread must not wait for a database.
                Thread.ofVirtual().name("lab-alarm").start(() -> {
                    if (!cancelled.get()) {
                        what.run();
                    }
                });
            }
        }

        @Override
        public void cancel() {
            cancelled.set(true);
            var step = next.get();
            if (step != null) {
                step.cancel(false);
            }
        }
    }
}
