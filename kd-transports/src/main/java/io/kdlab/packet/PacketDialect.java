package io.kdlab.packet;

/// How a kind of wire frames packets.
///
/// @param trailer whether data packets end with one byte 0xAA that count and checksum do not include
/// @param delimited whether the wire delimits packets: a datagram, a transfer, a mailbox holds one and no part of
///     another
public record PacketDialect(boolean trailer, boolean delimited) {
    /// Serial lines, pipes, TCP.
    public static final PacketDialect STREAM = new PacketDialect(true, false);
    /// KDNET, KDUSB, IEEE 1394: the wire itself delimits packets.
    public static final PacketDialect BARE = new PacketDialect(false, true);
}
