package io.kdlab.relay;

import io.kdlab.endpoint.Leg;
import java.net.SocketAddress;
import java.time.Instant;

/// Two streams that a relay has joined.
///
/// @param number counts the pairs of a relay from 1
/// @param left   the stream of the relay's first end
/// @param right  the stream of its second end
/// @param since  when they were joined
public record RelayPair(long number, Leg left, Leg right, Instant since) {
    /// Who is at the left end, as far as its kind of stream tells.
    public String who() {
        SocketAddress peer = left.stream().remoteAddress();
        return peer == null ? "?" : peer.toString();
    }

    /// Bytes that came in at the left end.
    public long fromLeft() {
        return left.taken();
    }

    /// Bytes that came in at the right end.
    public long fromRight() {
        return right.taken();
    }

    void close() {
        left.close();
        right.close();
    }
}
