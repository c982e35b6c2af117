package io.kdlab.link;

import io.kdlab.packet.PacketDialect;

/// What differs between kinds of wire in framing, ids and acks, as data.
///
/// @param framing how packets look
/// @param ids how data packets are numbered
/// @param acks who says that a packet has arrived
public record LinkDialect(String name, PacketDialect framing, LinkIds ids, Acks acks) {
    /// Who says that a packet has arrived.
    public enum Acks {
        /// The other side, by an ack packet; without one the packet goes again.
        PACKETS,
        /// The wire: its write succeeds when the other side has taken the packet. No acks travel, nothing goes again
        /// unless the other side asks.
        WIRE
    }

    /// Serial lines, pipes, TCP.
    public static final LinkDialect SERIAL =
            new LinkDialect("serial", PacketDialect.STREAM, LinkIds.TOGGLING, Acks.PACKETS);
    /// USB debug cables: as on serial lines, a transfer a packet (kd-protocol.md §9.3).
    public static final LinkDialect KDUSB =
            new LinkDialect("kdusb", PacketDialect.BARE, LinkIds.TOGGLING, Acks.PACKETS);
    /// UDP, a datagram a packet. Ids go up by two and RESET carries them; a new key is a beginning of both streams
    /// (kdnet.md §5).
    public static final LinkDialect KDNET = new LinkDialect(
            "kdnet",
            PacketDialect.BARE,
            new LinkIds(0x80000000, 0, 0, LinkIds.Counting.TWOS, LinkIds.Reset.CARRIES, true),
            Acks.PACKETS);
    /// Mailboxes in the target's memory (kd-protocol.md §10.1). Unverified: no public source has seen it on a wire,
    /// least of all what RESET does there. A host takes whatever id comes after one, so nothing depends on it.
    public static final LinkDialect IEEE1394 = new LinkDialect(
            "ieee1394",
            PacketDialect.BARE,
            new LinkIds(0, 0, 0, LinkIds.Counting.ONES, LinkIds.Reset.RESTARTS, false),
            Acks.WIRE);

    boolean acksTravel() {
        return acks == Acks.PACKETS;
    }
}
