package io.kdlab.lab.v1;

import io.kdlab.lab.Lease;
import io.kdlab.lab.Target;
import io.kdlab.lab.TargetStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A target, how it is doing, and who has it until when. Flat, so that one line of a table or of `jq` shows it.
public record TargetInfo(
        String name,
        String description,
        String address,
        String state,
        @Nullable Instant since,
        @Nullable String detail,
        @Nullable String holder,
        @Nullable Instant until,
        @Nullable String why) {
    public static TargetInfo of(Target target, TargetStatus status, @Nullable Lease lease) {
        return new TargetInfo(
                target.name(),
                target.description(),
                target.address(),
                status.state(),
                status.since(),
                status.detail(),
                lease == null ? null : lease.holder(),
                lease == null ? null : lease.until(),
                lease == null ? null : lease.why());
    }
}
