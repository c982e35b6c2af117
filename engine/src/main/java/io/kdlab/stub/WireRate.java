package io.kdlab.stub;

/// How fast a wire is, measured on exchanges of a request and its reply.
///
/// What an exchange took holds delays that have nothing to do with its bytes (the target's, an adapter's, a resend),
/// so the best of the newest exchanges is nearest to the truth, and never above it. Free for any thread.
final class WireRate {
    private static final int REMEMBERED = 64;

    private final long[] rates = new long[REMEMBERED];
    private int next;

    /// So many bytes went both ways, one way after the other, in so many nanoseconds.
    synchronized void exchanged(long bytes, long nanos) {
        rates[next] = bytes * 1_000_000_000 / Math.max(nanos, 1);
        next = (next + 1) % REMEMBERED;
    }

    /// Bytes in a second; 0 while nothing was exchanged.
    synchronized int bytesPerSecond() {
        long best = 0;
        for (long rate : rates) {
            best = Math.max(best, rate);
        }
        return (int) Math.min(best, Integer.MAX_VALUE);
    }
}
