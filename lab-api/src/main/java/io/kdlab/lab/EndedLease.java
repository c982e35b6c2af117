package io.kdlab.lab;

import io.kdlab.value.Epoch;
import java.time.Instant;

/// A lease that is over.
///
/// @param by who ended it; the box itself when its time was over
/// @param reason what the old holder is told, one line
/// @param boxEpoch the epoch under which the box now owns the wire, and cleans up
/// @param leaveStopped whether a target that the holder broke into stays stopped
public record EndedLease(
        Lease lease, EndCause cause, String by, String reason, Instant at, Epoch boxEpoch, boolean leaveStopped) {}
