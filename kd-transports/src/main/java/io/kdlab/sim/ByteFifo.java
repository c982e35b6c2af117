package io.kdlab.sim;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The receive side of the simulated UART: bytes in from any thread, out to the machine's.
///
/// While nobody reads packets it is as small as a 16550's, and what does not fit is lost, as there: bytes that a host
/// sends to a running kernel do not pile up.
final class ByteFifo {
    private static final int UART = 16;
    private static final int LIMIT = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final byte[] bytes = new byte[LIMIT];
    private int head;
    private int count;
    private int capacity = LIMIT;
    private boolean closed;

    /// Sets how much is kept: everything while a kernel reads packets, little while it polls.
    void attended(boolean attended) {
        lock.lock();
        try {
            capacity = attended ? LIMIT : UART;
        } finally {
            lock.unlock();
        }
    }

    void offer(byte[] more) {
        lock.lock();
        try {
            for (byte b : more) {
                if (count < capacity) {
                    bytes[(head + count++) % LIMIT] = b;
                }
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Forgets everything: the other end of the cable changed.
    void clear() {
        lock.lock();
        try {
            count = 0;
        } finally {
            lock.unlock();
        }
    }

    /// The next byte, 0 to 255, waiting for it so long; -1 if none came.
    int take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (count == 0 && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            if (closed) {
                throw new SimStopped();
            }
            if (count == 0) {
                return -1;
            }
            int b = bytes[head] & 0xFF;
            head = (head + 1) % LIMIT;
            count--;
            return b;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimStopped();
        } finally {
            lock.unlock();
        }
    }

    /// Waits without looking at bytes.
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
