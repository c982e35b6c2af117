package io.kdlab.lab.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known about a token without knowing it.
public record TokenInfo(
        String id,
        String user,
        String label,
        Instant created,
        @Nullable Instant revoked) {}
