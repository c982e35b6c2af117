package io.kdlab.lab.v1;

import io.kdlab.lab.EndedLease;
import io.kdlab.lab.PastLease;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A lease of the history; one that still holds has no end.
///
/// @param cause `given`, `expired` or `kicked`
public record PastLeaseInfo(
        String target,
        String holder,
        String why,
        long epoch,
        Instant from,
        Instant until,
        @Nullable Instant endedAt,
        @Nullable String cause,
        @Nullable String endedBy,
        @Nullable String reason) {
    public static PastLeaseInfo of(EndedLease end) {
        return of(new PastLease(end.lease(), end.cause(), end.by(), end.reason(), end.at()));
    }

    public static PastLeaseInfo of(PastLease past) {
        var lease = past.lease();
        var cause = past.cause();
        return new PastLeaseInfo(
                lease.target(),
                lease.holder(),
                lease.why(),
                lease.epoch().number(),
                lease.from(),
                lease.until(),
                past.endedAt(),
                cause == null ? null : cause.name().toLowerCase(Locale.ROOT),
                past.endedBy(),
                past.reason());
    }
}
