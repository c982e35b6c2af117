package io.kdlab.golden;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// A decoder that gathers what it finds.
public final class PacketReader {
    private final PacketDecoder decoder;
    private final List<Inbound> found = new ArrayList<>();

    public PacketReader(Role role) {
        this(PacketDialect.STREAM, role);
    }

    public PacketReader(PacketDialect dialect, Role role) {
        decoder = new PacketDecoder(dialect, role);
    }

    /// Feeds one chunk.
    public PacketReader feed(Bytes chunk) {
        ByteBuf buffer = Unpooled.wrappedBuffer(chunk.toByteArray());
        try {
            decoder.feed(buffer, found::add);
        } finally {
            buffer.release();
        }
        return this;
    }

    /// Lets the line fall silent.
    public PacketReader idle() {
        decoder.lineIdle(found::add);
        return this;
    }

    /// Everything found since the last call.
    public List<Inbound> take() {
        List<Inbound> all = List.copyOf(found);
        found.clear();
        return all;
    }

    /// The intact packets found since the last call.
    public List<KdPacket> takePackets() {
        return take().stream()
                .filter(Inbound.Packet.class::isInstance)
                .map(inbound -> ((Inbound.Packet) inbound).packet())
                .toList();
    }

    public PacketDecoder decoder() {
        return decoder;
    }
}
