package io.kdlab.transport;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.util.List;

/// Sees what passes on a link and can change nothing. Called on the event loop: it must not block.
///
/// Every method does nothing unless overridden, so a tap picks its depth.
public interface LinkTap {
    /// A tap that looks away.
    LinkTap NONE = new LinkTap() {};

    /// One tap that shows everything to each of these, in order.
    static LinkTap all(List<LinkTap> taps) {
        return new TapList(List.copyOf(taps));
    }

    /// Whether [#bytes] and [#frame] are wanted; asked once per opening, so that nobody copies bytes for a tap that
    /// looks away.
    default boolean wantsBytes() {
        return false;
    }

    /// Raw bytes, as read or about to be written.
    default void bytes(Instant time, Direction direction, Bytes bytes) {}

    /// The same bytes, cut where packets begin and end; every byte is in one frame. A frame received is shown when it
    /// is whole or given up, which for a damaged one can be later than its last byte.
    ///
    /// @param found what the bytes are; damage and noise are frames too
    default void frame(Instant time, Direction direction, Inbound found, Bytes bytes) {}

    /// An intact packet received, or one about to be sent (each retransmission again).
    default void packet(Instant time, Direction direction, KdPacket packet) {}

    /// Something that happened on the link.
    ///
    /// @param kind one of [Kind]
    /// @param who who caused it: a front's user, `target`, or `box`
    default void note(Instant time, Kind kind, String text, String who) {}

    /// What a note is about.
    enum Kind {
        /// The wire opened, closed, failed; synchronisation; damage.
        LINK,
        /// Text the target printed.
        PRINT,
        /// The target asked for a line of text.
        PROMPT,
        /// The target stopped.
        STOP,
        /// The target stopped for a bug check.
        BUG_CHECK,
        /// The target began anew.
        RESET,
        /// The gate moved.
        GATE,
        /// A file the target asked for, and was refused.
        FILE,
        /// An exchange that outlived its driver: finished by the box, the result kept here only.
        DISCARDED,
        /// A driver acted: go, step, write, break-in, reboot.
        ACT,
        /// Why the target stands, as the engine judged it, or that it runs.
        STAND
    }
}
