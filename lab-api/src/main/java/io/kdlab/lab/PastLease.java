package io.kdlab.lab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A line of the history: a lease and, when it is over, how it ended.
public record PastLease(
        Lease lease,
        @Nullable EndCause cause,
        @Nullable String endedBy,
        @Nullable String reason,
        @Nullable Instant endedAt) {}
