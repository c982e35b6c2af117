package io.kdlab.lab.resource;

import io.kdlab.lab.LeaseEvent;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.v1.LeaseChange;
import io.kdlab.lab.v1.LeaseInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One listener's stream: first what holds, then every change.
///
/// Whoever falls behind by a whole queue is cut off instead of being waited for. His client connects again and begins
/// with
/// what holds then, so nothing is missed for good.
final class EventStream implements Consumer<LeaseEvent> {
    private static final int LONGEST_QUEUE = 256;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration SLOWEST_SEND = Duration.ofSeconds(10);

    /// A token that was revoked is noticed when its owner has to connect again.
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

    private final LeaseBook leases;
    private final SseEventSink sink;
    private final Sse sse;
    private final BlockingQueue<LeaseEvent> waiting = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private volatile boolean closed;

    EventStream(LeaseBook leases, SseEventSink sink, Sse sse) {
        this.leases = leases;
        this.sink = sink;
        this.sse = sse;
    }

    void run() {
        leases.listen(this);
        try (sink) {
            send(event("leases", leases.holders().stream().map(LeaseInfo::of).toList()));
            long end = System.nanoTime() + LONGEST_LIFE.toNanos();
            while (!closed && !sink.isClosed() && System.nanoTime() - end < 0) {
                var next = waiting.poll(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
                send(next == null ? sse.newEventBuilder().comment("still here").build() : change(next));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // The listener is gone, or reads too slowly: either way his stream ends here.
        } finally {
            leases.stopListening(this);
        }
    }

    @Override
    public void accept(LeaseEvent event) {
        if (!waiting.offer(event)) {
            close();
        }
    }

    void close() {
        closed = true;
        sink.close();
    }

    private OutboundSseEvent change(LeaseEvent event) {
        var change = LeaseChange.of(event);
        return event(change.kind(), change);
    }

    private OutboundSseEvent event(String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build();
    }

    private void send(OutboundSseEvent event) throws InterruptedException, ExecutionException, TimeoutException {
        sink.send(event).toCompletableFuture().get(SLOWEST_SEND.toMillis(), TimeUnit.MILLISECONDS);
    }
}
