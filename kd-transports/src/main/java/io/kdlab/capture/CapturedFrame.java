package io.kdlab.capture;

import io.kdlab.transport.Direction;
import io.kdlab.value.Bytes;
import java.time.Instant;

/// What passed on a link at one moment: a packet, damaged bytes, noise, or no bytes and a comment for what
/// happened beside the wire.
///
/// @param time when it was whole, to the nanosecond where the clock can tell
/// @param link the link's name
/// @param comment what was wrong with it, or what happened and who did it; empty for an intact packet
/// @param faults what was wrong, as the bits of pcapng's `epb_flags`; 0 for an intact packet
/// @param lost how many frames of this link are missing right before this one
public record CapturedFrame(
        Instant time, String link, Direction direction, Bytes bytes, String comment, int faults, long lost) {
    /// An intact packet, nothing missing before it.
    public static CapturedFrame of(Instant time, String link, Direction direction, Bytes bytes) {
        return new CapturedFrame(time, link, direction, bytes, "", 0, 0);
    }

    CapturedFrame withLost(long count) {
        return new CapturedFrame(time, link, direction, bytes, comment, faults, count);
    }
}
