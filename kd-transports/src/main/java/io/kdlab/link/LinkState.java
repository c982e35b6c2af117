package io.kdlab.link;

import org.jspecify.annotations.Nullable;

/// Everything a link remembers.
///
/// @param sync whether both sides agree on ids
/// @param outId the id of the packet in flight, or of the next one
/// @param inId the id the next packet of the other side should have, without SYNC
/// @param seen the last packet taken, or null when ids are fresh and any will do
/// @param syncSticks the target never clears SYNC, so it means nothing any more
/// @param sending whether a packet is in flight
/// @param resetTries RESETs sent in the present resynchronisation and not answered in it
/// @param resetsOwed RESETs sent and not answered yet; an inbound RESET up to this number is an answer
/// @param breakIns break-in bytes sent since break-in was asked for; 0 when it was not
/// @param listening target role: whether the kernel reads packets
public record LinkState(
        Sync sync,
        int outId,
        int inId,
        @Nullable Seen seen,
        boolean syncSticks,
        Sending sending,
        int resetTries,
        int resetsOwed,
        int breakIns,
        boolean listening) {
    /// Whether both sides agree on ids.
    public enum Sync {
        /// The other side's ids are unknown.
        UNKNOWN,
        /// RESET is on its way.
        RESETTING,
        /// One RESET was answered; answers to others may come.
        SETTLING,
        /// Agreed.
        ALIGNED;

        /// Whether answers to RESETs are waited for.
        boolean isUnderWay() {
            return this == RESETTING || this == SETTLING;
        }
    }

    /// The last packet taken: its id as on the wire, and its contents' fingerprint.
    public record Seen(int id, int fingerprint) {}

    /// Whether a packet is in flight.
    public sealed interface Sending {
        /// None is.
        record Idle() implements Sending {}

        /// One is, sent `attempt` times on our own account and `resends` times because the other side asked.
        record AwaitingAck(int attempt, int resends, boolean droppable) implements Sending {}
    }

    /// None in flight.
    public static final Sending IDLE = new Sending.Idle();

    /// Whether a packet is in flight.
    public boolean isSending() {
        return sending instanceof Sending.AwaitingAck;
    }

    LinkState with(Sync value) {
        return new LinkState(
                value, outId, inId, seen, syncSticks, sending, resetTries, resetsOwed, breakIns, listening);
    }

    LinkState with(Sending value) {
        return new LinkState(sync, outId, inId, seen, syncSticks, value, resetTries, resetsOwed, breakIns, listening);
    }

    LinkState withIds(int out, int in) {
        return new LinkState(sync, out, in, seen, syncSticks, sending, resetTries, resetsOwed, breakIns, listening);
    }

    LinkState withSeen(@Nullable Seen value) {
        return new LinkState(
                sync, outId, inId, value, syncSticks, sending, resetTries, resetsOwed, breakIns, listening);
    }

    LinkState withSyncSticking(boolean value) {
        return new LinkState(sync, outId, inId, seen, value, sending, resetTries, resetsOwed, breakIns, listening);
    }

    LinkState withResets(int tries, int owed) {
        return new LinkState(sync, outId, inId, seen, syncSticks, sending, tries, owed, breakIns, listening);
    }

    LinkState withBreakIns(int value) {
        return new LinkState(sync, outId, inId, seen, syncSticks, sending, resetTries, resetsOwed, value, listening);
    }

    LinkState withListening(boolean value) {
        return new LinkState(sync, outId, inId, seen, syncSticks, sending, resetTries, resetsOwed, breakIns, value);
    }
}
