package io.kdlab.packet;

import io.kdlab.value.Hex;

/// What a [PacketDecoder] found in the bytes, in order.
public sealed interface Inbound {
    /// An intact packet.
    record Packet(KdPacket packet) implements Inbound {}

    /// A packet began and was not intact. A receiver answers each with RESEND.
    ///
    /// @param why what was wrong
    /// @param type the type its header claims
    /// @param id the id its header claims, or 0 when the header was cut too
    /// @param skipped how many bytes were given up with it
    record Damaged(Damage why, int type, int id, int skipped) implements Inbound {
        /// For a log line or a status: `STATE_CHANGE64 id=80800001: bad checksum, 257 bytes skipped`.
        @Override
        public String toString() {
            return PacketType.name(type) + " id=" + Hex.digits(id, 8) + ": " + why.words() + ", " + skipped
                    + " bytes skipped";
        }
    }

    /// Bytes outside any packet. Reported before whatever follows them, and at the latest every
    /// [PacketDecoder#NOISE_REPORT] bytes, so that a line with nothing but garbage is noticed.
    record Noise(int count) implements Inbound {}
}
