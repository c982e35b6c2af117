package io.kdlab.relay;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.endpoint.Leg;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries bytes between two ends, unchanged, for as many pairs of streams as come.
///
/// | ends | when streams are joined |
/// |---|---|
/// | one listens, one is dialled | whoever comes gets a stream of their own at the other end |
/// | both listen | as soon as one has come to each |
/// | both are dialled | at once, the second end first; if persistent, again when the pair has ended |
///
/// Each pair ends by itself; half-close passes through, and a reset at one end is a reset at the other. Not
/// more than [Leg#HELD_MOST] bytes of a direction are held. Methods are for any thread but an event loop's.
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final RelayEnd left;
    private final RelayEnd right;
    private final RelayOptions options;
    private final List<EndpointServer> servers = new ArrayList<>();
    private final Set<RelayPair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong joined = new AtomicLong();
    /// Pairs, and streams on the way to becoming one.
    private final AtomicInteger busy = new AtomicInteger();

    private final WaitingStreams waiting;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    private Relay(RelayEnd left, RelayEnd right, RelayOptions options) {
        this.left = left;
        this.right = right;
        this.options = options;
        this.waiting = new WaitingStreams((l, r) -> {
            busy.incrementAndGet();
            join(l, r);
        });
    }

    /// Starts. Fails when an end that listens cannot; an end that is dialled shows itself later, in [#ended]
    /// and the log.
    public static Relay open(RelayEnd left, RelayEnd right, RelayOptions options) throws RelayException {
        Relay relay = new Relay(left, right, options);
        try {
            relay.listen(left, true);
            relay.listen(right, false);
        } catch (RelayException e) {
            relay.close();
            throw e;
        }
        if (!left.listens() && !right.listens()) {
            Thread.ofVirtual().name("relay " + left + " " + right).start(relay::dialBoth);
        }
        return relay;
    }

    private void listen(RelayEnd end, boolean isLeft) throws RelayException {
        if (!end.listens()) {
            return;
        }
        try {
            servers.add(end.listen(stream -> arrived(stream, isLeft)));
        } catch (EndpointException e) {
            throw new RelayException(end, e);
        }
    }

    /// Where it listens, with the ports that were really taken: the left end's address before the right one's.
    public List<EndpointAddress> listening() {
        return servers.stream().map(EndpointServer::address).toList();
    }

    /// The pairs that are joined now, oldest first.
    public List<RelayPair> pairs() {
        return pairs.stream()
                .sorted(Comparator.comparingLong(RelayPair::number))
                .toList();
    }

    /// How many pairs were joined so far.
    public long joined() {
        return joined.get();
    }

    /// Done when the relay has ended: in order, or with a [RelayException] when it was not persistent and an
    /// end could not be reached.
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /// Stops listening and closes every stream.
    @Override
    public void close() {
        finish(Optional.empty());
    }

    private void finish(Optional<RelayException> cause) {
        stop.countDown();
        servers.forEach(EndpointServer::close);
        waiting.close();
        pairs.forEach(RelayPair::close);
        cause.ifPresentOrElse(ended::completeExceptionally, () -> ended.complete(null));
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    /// On the stream's event loop, before it reads.
    private void arrived(Channel stream, boolean isLeft) {
        Leg leg = Leg.of(stream, Leg.Ending.HALF_CLOSE, options.silence());
        if (left.listens() && right.listens()) {
            waiting.add(leg, isLeft);
        } else if (waiting.admits(leg)) {
            busy.incrementAndGet();
            Thread.ofVirtual().name("relay dial").start(() -> dialFor(leg, isLeft));
        }
    }

    private void dialFor(Leg arrived, boolean isLeft) {
        RelayEnd end = isLeft ? right : left;
        try {
            Leg dialled = end.dial(options, Optional.of(arrived));
            join(isLeft ? arrived : dialled, isLeft ? dialled : arrived);
        } catch (EndpointException | IOException e) {
            RelayException cause = new RelayException(end, e);
            LOG.warn(
                    "relay.refused {} for={}",
                    cause.getMessage(),
                    arrived.stream().remoteAddress());
            arrived.close();
            leave(Optional.of(cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            arrived.close();
            leave(Optional.empty());
        } finally {
            waiting.left();
        }
    }

    private void join(Leg one, Leg other) {
        RelayPair pair = new RelayPair(joined.incrementAndGet(), one, other, Instant.now());
        pairs.add(pair);
        AtomicInteger open = new AtomicInteger(2);
        for (Leg leg : List.of(one, other)) {
            leg.stream().closeFuture().addListener(_ -> {
                if (open.decrementAndGet() == 0) {
                    parted(pair);
                }
            });
        }
        Leg.join(one, other);
        if (isStopped()) {
            pair.close();
        }
        LOG.info("relay.joined pair={} from={}", pair.number(), pair.who());
    }

    private void parted(RelayPair pair) {
        pairs.remove(pair);
        LOG.info("relay.parted pair={} fromLeft={} fromRight={}", pair.number(), pair.fromLeft(), pair.fromRight());
        leave(Optional.empty());
    }

    /// A pair has ended or did not come about. Without persistence that ends the relay, if no other pair is
    /// left.
    private void leave(Optional<RelayException> cause) {
        if (busy.decrementAndGet() == 0 && !options.persistent()) {
            // Closing listeners waits, which an event loop must not.
            Thread.ofVirtual().name("relay end").start(() -> finish(cause));
        }
    }

    private void dialBoth() {
        Duration pause = options.redial();
        String told = "";
        try {
            do {
                RelayEnd end = right;
                try {
                    Leg towards = right.dial(options, Optional.empty());
                    end = left;
                    joinAndWait(dialOr(left, towards), towards);
                    pause = options.redial();
                    told = "";
                } catch (EndpointException | IOException e) {
                    RelayException cause = new RelayException(end, e);
                    if (!options.persistent()) {
                        finish(Optional.of(cause));
                        return;
                    }
                    String text = String.valueOf(cause.getMessage());
                    if (!text.equals(told)) {
                        told = text;
                        LOG.warn("relay.refused {}; dialling again", told);
                    }
                    pause = longer(pause);
                }
            } while (options.persistent() && !stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Leg dialOr(RelayEnd end, Leg closeIfNot) throws EndpointException, IOException, InterruptedException {
        try {
            return end.dial(options, Optional.empty());
        } catch (EndpointException | IOException | InterruptedException e) {
            closeIfNot.close();
            throw e;
        }
    }

    private void joinAndWait(Leg one, Leg other) throws InterruptedException {
        busy.incrementAndGet();
        join(one, other);
        one.stream().closeFuture().await();
        other.stream().closeFuture().await();
    }

    private Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(options.redialMost()) < 0 ? twice : options.redialMost();
    }
}
