package io.kdlab.capture;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.Role;
import io.kdlab.transport.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What packet a captured frame is.
public final class FrameReader {
    private static final int HEADER = 16;
    private static final int COUNT = 6;

    private FrameReader() {}

    /// The packet; empty for damage, noise and comments.
    public static Optional<KdPacket> packet(CapturedFrame frame) {
        Role role = frame.direction() == Direction.FROM_TARGET ? Role.HOST : Role.TARGET;
        List<Inbound> found = new ArrayList<>();
        PacketDecoder decoder = new PacketDecoder(dialect(frame), role);
        ByteBuf bytes = Unpooled.wrappedBuffer(frame.bytes().toByteArray());
        decoder.feed(bytes, found::add);
        decoder.lineIdle(found::add);
        return found.size() == 1 && found.getFirst() instanceof Inbound.Packet(KdPacket packet)
                ? Optional.of(packet)
                : Optional.empty();
    }

    /// A frame says itself whether its wire has trailers: by its length.
    private static PacketDialect dialect(CapturedFrame frame) {
        boolean bare = frame.bytes().length() >= HEADER
                && frame.bytes().length() == HEADER + frame.bytes().u16(COUNT);
        return bare ? PacketDialect.BARE : PacketDialect.STREAM;
    }
}
