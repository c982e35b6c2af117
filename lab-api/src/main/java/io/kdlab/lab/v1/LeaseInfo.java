package io.kdlab.lab.v1;

import io.kdlab.lab.Lease;
import java.time.Instant;

/// A lease that holds.
public record LeaseInfo(String target, String holder, String why, long epoch, Instant from, Instant until) {
    public static LeaseInfo of(Lease lease) {
        return new LeaseInfo(
                lease.target(), lease.holder(), lease.why(), lease.epoch().number(), lease.from(), lease.until());
    }
}
