package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.transport.LineState;
import io.kdlab.transport.LinkTap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of a link, over all openings of its wire, and who is told: the status, the notices in order,
/// the tap.
///
/// Notices are delivered on one thread of their own, so that a subscriber can be slow without stalling the
/// wire. One that is so slow that [#LIMIT] notices wait loses prints.
final class LinkNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkNews.class);
    private static final int LIMIT = 100_000;

    private final Clock clock;
    private final LinkTap tap;
    private final List<Consumer<LinkNotice>> subscribers = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Runnable> deliveries = new LinkedBlockingQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private final LinkCounters counters = new LinkCounters();
    private final Thread courier;
    private volatile LinkStatus status;
    private volatile @Nullable LineState line;
    private volatile boolean heard;
    private volatile boolean stands;

    LinkNews(String wire, Clock clock, LinkTap tap) {
        this.clock = clock;
        this.tap = tap;
        this.status = new LinkStatus.Opening(wire + ": opening", clock.instant());
        this.courier = Thread.ofVirtual().name("notices " + wire).start(this::deliver);
    }

    LinkStatus status() {
        return status;
    }

    void status(LinkStatus next) {
        status = next;
    }

    /// What the wire's serial port tells of its line; null when it has none, or is not open.
    @Nullable
    LineState line() {
        return line;
    }

    void line(@Nullable LineState now) {
        line = now;
    }

    LinkCounters counters() {
        return counters;
    }

    /// Whether the target was ever heard on this wire.
    boolean heard() {
        return heard;
    }

    void hear() {
        heard = true;
    }

    /// Whether the target stood when last heard, over openings.
    boolean stands() {
        return stands;
    }

    void stands(boolean now) {
        stands = now;
    }

    Instant now() {
        return clock.instant();
    }

    void publish(LinkNotice notice) {
        if (deliveries.size() >= LIMIT && notice instanceof LinkNotice.Printed) {
            dropped.incrementAndGet();
            return;
        }
        deliveries.add(() -> hand(notice));
    }

    void note(LinkTap.Kind kind, String text, String who) {
        tap.note(now(), kind, text, who);
    }

    /// The subscriber hears of everything published after this returns.
    Subscription subscribe(Consumer<LinkNotice> consumer) {
        deliveries.add(() -> subscribers.add(consumer));
        return () -> subscribers.remove(consumer);
    }

    @Override
    public void close() {
        deliveries.add(courier::interrupt);
    }

    void awaitEnd(Duration limit) throws InterruptedException {
        courier.join(limit);
    }

    private void deliver() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                deliveries.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void hand(LinkNotice notice) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.warn("a subscriber is too slow: prints dropped count={}", lost);
        }
        for (Consumer<LinkNotice> subscriber : subscribers) {
            try {
                subscriber.accept(notice);
            } catch (RuntimeException e) {
                LOG.error("a subscriber failed on notice={}", notice.getClass().getSimpleName(), e);
            }
        }
    }
}
