package io.kdlab.lab;

import io.kdlab.value.Epoch;
import java.time.Instant;

/// The right of one user to drive a target until some time.
///
/// Target and epoch together identify it: an epoch is never given twice.
public record Lease(String target, String holder, String why, Epoch epoch, Instant from, Instant until) {}
