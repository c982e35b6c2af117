package io.kdlab.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The receive side of the simulated debug port: what came on the wire, in from any thread, out to the machine's. A
/// piece is a byte on a UART, and a whole packet where the wire delimits packets.
///
/// While nobody reads packets it is as small as a 16550's, and what does not fit is lost, as there: what a host sends
/// to a running kernel does not pile up.
final class ReceiveFifo {
    /// The longest piece, in bytes: no wire carries a longer packet.
    static final int LONGEST = 4096;

    /// What [#take] returns where a new session begins; what came before it is gone.
    static final int NEW_SESSION = -1;

    private static final byte[] BEGINNING = new byte[0];
    private static final int POLLED = 16;
    private static final int ATTENDED_BYTES = 1 << 16;
    private static final int ATTENDED_PACKETS = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<byte[]> arrivals = new ArrayDeque<>();
    private final boolean delimited;
    /// How many bytes of the first arrival were taken already.
    private int taken;
    private int count;
    private int capacity;
    private boolean closed;

    /// @param delimited whether each arrival is a piece; otherwise each byte is
    ReceiveFifo(boolean delimited) {
        this.delimited = delimited;
        capacity = attendedCapacity();
    }

    private int attendedCapacity() {
        return delimited ? ATTENDED_PACKETS : ATTENDED_BYTES;
    }

    /// Sets how much is kept: everything while a kernel reads packets, little while it polls.
    void attended(boolean attended) {
        lock.lock();
        try {
            capacity = attended ? attendedCapacity() : POLLED;
        } finally {
            lock.unlock();
        }
    }

    void offer(byte[] more) {
        lock.lock();
        try {
            int room = capacity - count;
            int kept = delimited ? Math.min(more.length, LONGEST) : Math.min(more.length, room);
            if (room > 0 && kept > 0) {
                arrivals.add(Arrays.copyOf(more, kept));
                count += delimited ? 1 : kept;
                arrived.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The wire says that the other end began a new session.
    void begin() {
        lock.lock();
        try {
            clear();
            arrivals.add(BEGINNING);
            count = 1;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Forgets everything: the other end of the cable changed.
    void clear() {
        lock.lock();
        try {
            arrivals.clear();
            taken = 0;
            count = 0;
        } finally {
            lock.unlock();
        }
    }

    /// Puts the next piece into `into`, waiting for it so long; its length, 0 if none came, or [#NEW_SESSION].
    int take(byte[] into, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (count == 0 && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            if (closed) {
                throw new SimStopped();
            }
            return count == 0 ? 0 : next(into);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimStopped();
        } finally {
            lock.unlock();
        }
    }

    private int next(byte[] into) {
        byte[] first = arrivals.element();
        if (first == BEGINNING) {
            arrivals.remove();
            count--;
            return NEW_SESSION;
        }
        int length = delimited ? first.length : 1;
        System.arraycopy(first, taken, into, 0, length);
        taken += length;
        count--;
        if (taken == first.length) {
            arrivals.remove();
            taken = 0;
        }
        return length;
    }

    /// Waits without looking at what comes.
    void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            if (closed) {
                throw new SimStopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimStopped();
        } finally {
            lock.unlock();
        }
    }

    /// Switches off: every wait, present and future, ends with [SimStopped].
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
