package io.kdlab.sim;

import java.time.Duration;

/// Gives simulated time the pace of real time: a tick of the machine's clock comes when the kernel halts, or at the
/// latest after so many instructions, and takes as long as a tick takes.
///
/// What the machine does never depends on how fast this runs; a spinning kernel costs a bounded share of a processor.
final class SimClock {
    private static final int INSTRUCTIONS_PER_TICK = 20_000;
    private static final long LARGEST_LAG = 10;

    private final ReceiveFifo wire;
    private final long tickNanos;
    private long nextTick = System.nanoTime();
    private long tickBegan;

    SimClock(ReceiveFifo wire, Duration tick) {
        this.wire = wire;
        this.tickNanos = tick.toNanos();
    }

    /// Whether a kernel that does not halt has used up this tick.
    boolean tickIsOver(long cycles) {
        return cycles - tickBegan >= INSTRUCTIONS_PER_TICK;
    }

    /// Waits for the end of this tick in real time. A lag is made up for unless it is long.
    void awaitTick(long cycles) {
        tickBegan = cycles;
        nextTick += tickNanos;
        long left = nextTick - System.nanoTime();
        if (left < -LARGEST_LAG * tickNanos) {
            nextTick = System.nanoTime();
        }
        wire.pause(left);
    }

    /// The kernel was stopped: that time does not count.
    void resume(long cycles) {
        tickBegan = cycles;
        nextTick = System.nanoTime();
    }
}
