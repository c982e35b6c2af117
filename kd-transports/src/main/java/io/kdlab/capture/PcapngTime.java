package io.kdlab.capture;

import java.time.Instant;

/// What the time stamps of an interface mean: `perSecond` units in a second, counted from `offset` seconds
/// after 1970.
record PcapngTime(long perSecond, long offset) {
    /// What holds where a file does not say.
    static final PcapngTime MICROSECONDS = new PcapngTime(1_000_000, 0);

    private static final int BINARY = 0x80;
    private static final int FINEST_DECIMAL = 18;
    private static final int FINEST_BINARY = 62;
    private static final long NANOS = 1_000_000_000;

    /// A power of ten, or of two where the top bit is set.
    ///
    /// @throws IllegalArgumentException for units that do not fit into 64 bits
    PcapngTime withResolution(byte resolution) {
        int power = resolution & BINARY - 1;
        boolean binary = (resolution & BINARY) != 0;
        if (power > (binary ? FINEST_BINARY : FINEST_DECIMAL)) {
            throw new IllegalArgumentException("a time unit of " + resolution);
        }
        long units = 1;
        for (int i = 0; i < power; i++) {
            units *= binary ? 2 : 10;
        }
        return new PcapngTime(units, offset);
    }

    PcapngTime withOffset(long seconds) {
        return new PcapngTime(perSecond, seconds);
    }

    /// A stamp no calendar has becomes 1970.
    Instant instant(long stamp) {
        long seconds = Long.divideUnsigned(stamp, perSecond) + offset;
        long rest = Long.remainderUnsigned(stamp, perSecond);
        long nanos =
                perSecond <= NANOS ? rest * NANOS / perSecond : (long) ((double) rest / (double) perSecond * NANOS);
        boolean possible = seconds >= Instant.MIN.getEpochSecond() && seconds < Instant.MAX.getEpochSecond();
        return possible ? Instant.ofEpochSecond(seconds, nanos) : Instant.EPOCH;
    }
}
