package io.kdlab.session;

import io.kdlab.stub.StubEvent;
import io.kdlab.target.Cancelled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The one thread that owns a live target, and the queue through which others talk to it.
///
/// A job that waits for the target (a `g`) pumps the queue itself, so events, and jobs that need no stopped
/// target, are served meanwhile.
final class Owner {
    /// Something for the owner to do.
    private sealed interface Item {
        record Job(Runnable work) implements Item {}

        record Event(StubEvent event) implements Item {}

        record Wake() implements Item {}
    }

    private final BlockingQueue<Item> inbox = new LinkedBlockingQueue<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final Consumer<StubEvent> events;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean finished;

    Owner(String name, Consumer<StubEvent> events) {
        this.events = events;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// Hands in `work`. After the end it still runs, somewhere, so that it can say that nothing can be done any
    /// more.
    void job(Runnable work) {
        inbox.add(new Item.Job(work));
        if (finished) {
            refuseRest();
        }
    }

    /// Hands in `work` that has a result, or fails, or is refused because this is closed.
    <T> CompletableFuture<T> submit(Callable<T> work) {
        var result = new CompletableFuture<T>();
        job(() -> {
            if (closed) {
                result.completeExceptionally(new Cancelled("the session is closed"));
                return;
            }
            try {
                result.complete(work.call());
            } catch (Exception failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    private void serve() {
        pump(() -> false, true);
        finished = true;
        held.forEach(Runnable::run);
        refuseRest();
    }

    private void refuseRest() {
        for (Item item = inbox.poll(); item != null; item = inbox.poll()) {
            if (item instanceof Item.Job(var work)) {
                work.run();
            }
        }
    }

    void event(StubEvent event) {
        inbox.add(new Item.Event(event));
    }

    /// Makes a waiting pump look at its condition again.
    void wake() {
        inbox.add(new Item.Wake());
    }

    boolean onThread() {
        return Thread.currentThread() == thread;
    }

    boolean isClosed() {
        return closed;
    }

    /// Serves the queue until `done` or closed. Without `jobs`, jobs are held back and run in order later.
    void pump(BooleanSupplier done, boolean jobs) {
        pump(done, jobs, Duration.ofDays(365));
    }

    /// The same, at most for `limit`; whether `done` became true.
    boolean pump(BooleanSupplier done, boolean jobs, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (closed) {
                return false;
            }
            Runnable waiting = jobs ? held.poll() : null;
            if (waiting != null) {
                waiting.run();
                continue;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                switch (inbox.poll(left, TimeUnit.NANOSECONDS)) {
                    case Item.Job(var work) when jobs -> work.run();
                    case Item.Job(var work) -> held.add(work);
                    case Item.Event(var event) -> events.accept(event);
                    case Item.Wake _ -> {}
                    case null -> {}
                }
            } catch (InterruptedException gone) {
                closed = true;
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    void close() {
        closed = true;
        wake();
    }

    /// Waits until the thread has ended, at most `limit`.
    boolean join(Duration limit) {
        try {
            return onThread() || thread.join(limit);
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
