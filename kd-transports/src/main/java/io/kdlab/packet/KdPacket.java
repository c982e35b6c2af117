package io.kdlab.packet;

import io.kdlab.value.Bytes;
import io.kdlab.value.Hex;

/// What travels on a wire: data with an id and a checksum, control without payload, or the bare break-in byte.
public sealed interface KdPacket {
    /// Carries a message; the other side answers with an ack.
    ///
    /// @param type one of [PacketType]'s, or a number that we do not know
    /// @param id the sender's sequence id, as on the wire
    /// @param payload at most [PacketDecoder#MAX_PAYLOAD] bytes
    record Data(int type, int id, Bytes payload) implements KdPacket {
        public Data {
            if (payload.length() > PacketDecoder.MAX_PAYLOAD) {
                throw new IllegalArgumentException("a payload of " + payload.length() + " bytes is over the limit of "
                        + PacketDecoder.MAX_PAYLOAD);
            }
        }

        @Override
        public String toString() {
            return PacketType.name(type) + " id=" + hex(id) + " " + payload;
        }
    }

    /// Steers the link: ack, resend, reset.
    ///
    /// @param type one of [PacketType]'s control types, or a number that we do not know
    /// @param id the acknowledged id in an ack; without meaning otherwise
    record Control(int type, int id) implements KdPacket {
        @Override
        public String toString() {
            return PacketType.name(type) + " id=" + hex(id);
        }
    }

    /// The single unframed byte 0x62 that asks a running target to stop.
    record BreakIn() implements KdPacket {
        @Override
        public String toString() {
            return "BREAK_IN";
        }
    }

    private static String hex(int id) {
        return Hex.digits(id, 8);
    }
}
