package io.kdlab.relay;

import io.kdlab.endpoint.Leg;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams that wait for their other half: a bounded number, each holding one chunk at the most.
final class WaitingStreams {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingStreams.class);
    /// As many as a listening socket keeps by custom.
    private static final int MOST = 128;

    private final BiConsumer<Leg, Leg> match;
    private final Deque<Leg> lefts = new ArrayDeque<>();
    private final Deque<Leg> rights = new ArrayDeque<>();
    private int admitted;
    private boolean closed;

    /// `match` is told of each two that belong together, left one first.
    WaitingStreams(BiConsumer<Leg, Leg> match) {
        this.match = match;
    }

    /// Takes a stream until one comes at the other end. One that goes while it waits is forgotten.
    void add(Leg leg, boolean isLeft) {
        if (!admits(leg)) {
            return;
        }
        Deque<Leg> own = isLeft ? lefts : rights;
        synchronized (this) {
            own.add(leg);
        }
        leg.stream().closeFuture().addListener(_ -> forget(own, leg));
        matchAll();
    }

    /// Counts a stream in, or closes it because too many wait.
    synchronized boolean admits(Leg leg) {
        if (closed || admitted >= MOST) {
            LOG.warn("relay.full waiting={} refused={}", admitted, leg.stream().remoteAddress());
            leg.close();
            return false;
        }
        admitted++;
        return true;
    }

    /// Counts a stream out.
    synchronized void left() {
        admitted--;
    }

    private synchronized void forget(Deque<Leg> own, Leg leg) {
        if (own.remove(leg)) {
            admitted--;
        }
    }

    private synchronized void matchAll() {
        while (!lefts.isEmpty() && !rights.isEmpty()) {
            admitted -= 2;
            match.accept(lefts.remove(), rights.remove());
        }
    }

    synchronized void close() {
        closed = true;
        lefts.forEach(Leg::close);
        rights.forEach(Leg::close);
    }
}
