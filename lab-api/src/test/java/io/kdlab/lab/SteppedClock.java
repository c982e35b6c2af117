package io.kdlab.lab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Time that passes when a test says so, with the alarms that hang on it.
public final class SteppedClock extends Clock implements Alarms {
    private record Pending(Instant when, Runnable what, AtomicBoolean cancelled) {}

    private final PriorityQueue<Pending> pending = new PriorityQueue<>(Comparator.comparing(Pending::when));
    private volatile Instant now;

    public SteppedClock(Instant start) {
        now = start;
    }

    public static SteppedClock start() {
        return new SteppedClock(Instant.parse("2026-11-20T09:00:00Z"));
    }

    /// Lets time pass, and rings every alarm whose time comes, on the caller's thread.
    public void advance(Duration by) {
        var to = now.plus(by);
        for (var next = due(to); next != null; next = due(to)) {
            now = next.when().isAfter(now) ? next.when() : now;
            next.what().run();
        }
        now = to;
    }

    private synchronized @Nullable Pending due(Instant to) {
        pending.removeIf(alarm -> alarm.cancelled().get());
        var first = pending.peek();
        return first == null || first.when().isAfter(to) ? null : pending.poll();
    }

    /// What a killed process forgets.
    public synchronized void forgetAlarms() {
        pending.clear();
    }

    @Override
    public synchronized Alarm at(Instant when, Runnable what) {
        var alarm = new Pending(when, what, new AtomicBoolean());
        pending.add(alarm);
        return () -> alarm.cancelled().set(true);
    }

    @Override
    public Instant instant() {
        return now;
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
