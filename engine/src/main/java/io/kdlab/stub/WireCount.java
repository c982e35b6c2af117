package io.kdlab.stub;

/// What a wire carried: the debugger's requests, and bytes each way with all that the protocol adds to them.
///
/// @param requests messages sent to the target, break-ins and acks not counted
/// @param toTarget bytes on the wire from here
/// @param fromTarget bytes on the wire from there, prints and notices among them
public record WireCount(long requests, long toTarget, long fromTarget) {
    /// Nothing.
    public static final WireCount NONE = new WireCount(0, 0, 0);

    /// What was carried since `before` was counted.
    public WireCount since(WireCount before) {
        return new WireCount(requests - before.requests, toTarget - before.toTarget, fromTarget - before.fromTarget);
    }

    /// Bytes both ways. A serial wire carries them one after the other: each waits for the answer to the last.
    public long bytes() {
        return toTarget + fromTarget;
    }

    @Override
    public String toString() {
        return "%d request%s, %d bytes to the target, %d from it"
                .formatted(requests, requests == 1 ? "" : "s", toTarget, fromTarget);
    }
}
