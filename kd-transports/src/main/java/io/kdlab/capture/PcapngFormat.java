package io.kdlab.capture;

import io.kdlab.packet.Damage;

/// The numbers of the pcapng format that we write and read (IETF draft-ietf-opsawg-pcapng).
final class PcapngFormat {
    static final int SECTION = 0x0A0D0D0A;
    static final int INTERFACE = 1;
    static final int SIMPLE_PACKET = 3;
    static final int STATISTICS = 5;
    static final int PACKET = 6;
    static final int BYTE_ORDER = 0x1A2B3C4D;

    /// LINKTYPE_USER0 + 10. The user types are nobody's; the dissector claims this one.
    static final int LINK_TYPE = 157;

    static final int FIRST_USER_LINK_TYPE = 147;
    static final int LAST_USER_LINK_TYPE = 162;

    static final int COMMENT = 1;
    static final int SECTION_APPLICATION = 4;
    static final int INTERFACE_NAME = 2;
    static final int INTERFACE_DESCRIPTION = 3;
    static final int INTERFACE_RESOLUTION = 9;
    static final int INTERFACE_OFFSET = 14;
    static final int PACKET_FLAGS = 2;
    static final int PACKET_DROPS = 4;
    static final int STATISTICS_RECEIVED = 4;
    static final int STATISTICS_DROPPED = 5;

    static final int INBOUND = 1;
    static final int OUTBOUND = 2;
    static final int DIRECTION = 3;
    static final int FAULTS = 0xffff0000;

    private PcapngFormat() {}

    /// The link-layer error of `epb_flags` that comes nearest.
    static int fault(Damage damage) {
        return switch (damage) {
            case BAD_CHECKSUM -> 1 << 24;
            case TOO_LONG -> 1 << 25;
            case TRUNCATED -> 1 << 26;
            case BAD_TRAILER -> 1 << 28;
        };
    }
}
