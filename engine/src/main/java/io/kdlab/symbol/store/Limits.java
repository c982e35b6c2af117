package io.kdlab.symbol.store;

import java.time.Duration;

/// What a server may cost at most.
///
/// @param bytes of one file, also after it is expanded
/// @param connect until it answers the call
/// @param stall without a byte
/// @param total for one file
record Limits(long bytes, Duration connect, Duration stall, Duration total) {
    static final Limits STANDARD =
            new Limits(4L << 30, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(30));
}
