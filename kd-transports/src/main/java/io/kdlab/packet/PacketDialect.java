package io.kdlab.packet;

/// How a kind of wire frames packets.
///
/// @param trailer whether data packets end with one byte 0xAA that count and checksum do not include
public record PacketDialect(boolean trailer) {
    /// Serial lines, pipes, TCP.
    public static final PacketDialect STREAM = new PacketDialect(true);
    /// KDNET, KDUSB, IEEE 1394: the wire itself delimits packets.
    public static final PacketDialect BARE = new PacketDialect(false);
}
