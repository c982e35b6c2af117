package io.kdlab.lab;

import java.time.Duration;

/// The limits on leases.
///
/// @param longest no lease ends later than this from now, however often it is extended
/// @param cleanUpLimit how long a new holder waits for the box to clean up after the old one
public record LeasePolicy(Duration shortest, Duration longest, Duration cleanUpLimit) {
    public static final LeasePolicy STANDARD =
            new LeasePolicy(Duration.ofMinutes(1), Duration.ofHours(12), Duration.ofSeconds(10));

    public LeasePolicy {
        if (shortest.isNegative()
                || shortest.isZero()
                || longest.compareTo(shortest) < 0
                || cleanUpLimit.isNegative()) {
            throw new LabException.BadValue(
                    "lease limits make no sense: shortest %s, longest %s".formatted(shortest, longest));
        }
    }
}
