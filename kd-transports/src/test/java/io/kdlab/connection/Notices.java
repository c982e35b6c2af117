package io.kdlab.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The notices of a connection, to be waited for in order.
final class Notices implements Consumer<LinkNotice> {
    private final BlockingQueue<LinkNotice> queue = new LinkedBlockingQueue<>();

    @Override
    public void accept(LinkNotice notice) {
        queue.add(notice);
    }

    /// The next notice, or null when none comes in time.
    @Nullable
    LinkNotice poll(Duration limit) throws InterruptedException {
        return queue.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The next notice of a kind; those before it are skipped.
    <T extends LinkNotice> T next(Class<T> kind, Duration limit) throws InterruptedException {
        return next(kind, notice -> true, limit);
    }

    <T extends LinkNotice> T next(Class<T> kind, Predicate<T> wanted, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<LinkNotice> skipped = new ArrayList<>();
        while (true) {
            LinkNotice notice = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (notice == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " within " + limit + "; there were " + skipped);
            }
            if (kind.isInstance(notice) && wanted.test(kind.cast(notice))) {
                return kind.cast(notice);
            }
            skipped.add(notice);
        }
    }
}
