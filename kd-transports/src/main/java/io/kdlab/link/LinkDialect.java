package io.kdlab.link;

import io.kdlab.packet.PacketDialect;

/// What differs between kinds of wire in ids and framing, as data.
///
/// @param framing how packets look
/// @param initialId the first data id of both sides after a RESET
/// @param syncBit set in the id of a target's first packet after its protocol began anew; 0 where there is none
/// @param toggle what is XORed into an id to get the next
public record LinkDialect(String name, PacketDialect framing, int initialId, int syncBit, int toggle) {
    /// Serial lines, pipes, TCP.
    public static final LinkDialect SERIAL = new LinkDialect("serial", PacketDialect.STREAM, 0x80800000, 0x800, 1);
    /// USB debug cables: as on serial lines, a transfer a packet.
    public static final LinkDialect KDUSB = new LinkDialect("kdusb", PacketDialect.BARE, 0x80800000, 0x800, 1);

    int next(int id) {
        return bare(id) ^ toggle;
    }

    int bare(int id) {
        return id & ~syncBit;
    }

    boolean hasSync(int id) {
        return (id & syncBit) != 0;
    }

    int firstId() {
        return initialId | syncBit;
    }
}
