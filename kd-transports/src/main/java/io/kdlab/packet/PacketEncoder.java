package io.kdlab.packet;

import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/// Writes packets as they go on the wire.
public final class PacketEncoder {
    static final byte DATA_LEADER = 0x30;
    static final byte CONTROL_LEADER = 0x69;
    static final byte TRAILER = (byte) 0xAA;
    static final byte BREAK_IN = 0x62;
    static final int HEADER = 16;

    private PacketEncoder() {}

    /// Appends `packet` to `out`.
    public static void encode(KdPacket packet, PacketDialect dialect, ByteBuf out) {
        switch (packet) {
            case KdPacket.Data(int type, int id, Bytes payload) -> {
                header(DATA_LEADER, type, payload.length(), id, Checksum.of(payload), out);
                out.writeBytes(payload.toByteBuffer());
                if (dialect.trailer()) {
                    out.writeByte(TRAILER);
                }
            }
            case KdPacket.Control(int type, int id) -> header(CONTROL_LEADER, type, 0, id, 0, out);
            case KdPacket.BreakIn() -> out.writeByte(BREAK_IN);
        }
    }

    /// The bytes of `packet`, for tests, traces and anything that is not a Netty pipeline.
    public static Bytes encode(KdPacket packet, PacketDialect dialect) {
        ByteBuf out = Unpooled.buffer();
        encode(packet, dialect, out);
        return Bytes.of(ByteBufUtil.getBytes(out));
    }

    private static void header(byte leader, int type, int count, int id, int checksum, ByteBuf out) {
        for (int i = 0; i < 4; i++) {
            out.writeByte(leader);
        }
        out.writeShortLE(type);
        out.writeShortLE(count);
        out.writeIntLE(id);
        out.writeIntLE(checksum);
    }
}
