package io.kdlab.engine;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The bounded queue between the engine and one front, emptied by a thread of its own.
///
/// A front that is slow, hung or dead costs the engine nothing: when its queue is full it is cut off.
final class FrontLine {
    /// How many outputs a front may be behind.
    static final int DEPTH = 8192;

    private final BlockingQueue<EngineOutput> queue = new ArrayBlockingQueue<>(DEPTH);
    private final FrontSink sink;
    private final Consumer<String> broken;
    private final Thread thread;
    private volatile boolean open = true;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong handedOver = new AtomicLong();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    /// Who waits until so many outputs were handed over.
    private record Waiter(long upTo, CompletableFuture<Void> done) {}

    /// `broken` is told once, with the reason, when the sink cannot take more.
    FrontLine(String name, FrontSink sink, Consumer<String> broken) {
        this.sink = sink;
        this.broken = broken;
        this.thread = Thread.ofVirtual().name("front " + name).start(this::drain);
    }

    /// Queues `output`; false when the front is cut off, now or before.
    boolean offer(EngineOutput output) {
        if (!open) {
            return false;
        }
        if (queue.offer(output)) {
            taken.incrementAndGet();
            return true;
        }
        open = false;
        thread.interrupt();
        return false;
    }

    /// Whether the front has been handed all that was queued for it.
    boolean isIdle() {
        return !open || handedOver.get() >= taken.get();
    }

    /// Done when the front has been handed all that is queued for it now, or is cut off.
    CompletableFuture<Void> delivered() {
        Waiter waiter = new Waiter(taken.get(), new CompletableFuture<>());
        waiters.add(waiter);
        tellWaiters();
        return waiter.done();
    }

    private void tellWaiters() {
        waiters.removeIf(waiter -> {
            if (open && handedOver.get() < waiter.upTo()) {
                return false;
            }
            waiter.done().complete(null);
            return true;
        });
    }

    /// Lets what is queued reach the front, then ends.
    void finish(String why) {
        if (!offer(new EngineOutput.Ended(why))) {
            open = false;
            thread.interrupt();
        }
    }

    private void drain() {
        try {
            while (open) {
                EngineOutput output = queue.take();
                sink.accept(output);
                handedOver.incrementAndGet();
                if (output instanceof EngineOutput.Ended) {
                    open = false;
                }
                tellWaiters();
            }
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException dead) {
            open = false;
            broken.accept(dead.getMessage() == null ? dead.toString() : dead.getMessage());
        } finally {
            open = false;
            tellWaiters();
        }
    }
}
