package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A host that does nothing by itself: packets in, packets out, byte by byte if wanted. For what a well-behaved
/// connection never does.
final class RawHost implements Consumer<Bytes>, AutoCloseable {
    private final BlockingQueue<KdPacket> received = new LinkedBlockingQueue<>();
    private final PacketDecoder decoder = new PacketDecoder(PacketDialect.STREAM, Role.HOST);
    private final SimTarget target;
    private int nextId = 0x8080_0000;

    RawHost(SimOptions options) {
        target = SimTarget.start(options, this);
    }

    @Override
    public void accept(Bytes bytes) {
        decoder.feed(Unpooled.wrappedBuffer(bytes.toByteArray()), found -> {
            if (found instanceof Inbound.Packet(KdPacket packet)) {
                received.add(packet);
            }
        });
    }

    void bytes(Bytes bytes) {
        target.receive(bytes.toByteArray());
    }

    void send(KdPacket packet) {
        bytes(PacketEncoder.encode(packet, PacketDialect.STREAM));
    }

    void ack(KdPacket.Data packet) {
        send(new KdPacket.Control(PacketType.ACKNOWLEDGE, packet.id() & ~0x800));
    }

    /// Sends a request under the next id and waits for its ack.
    KdPacket.Data request(Bytes payload) throws InterruptedException {
        KdPacket.Data packet = new KdPacket.Data(PacketType.STATE_MANIPULATE, nextId, payload);
        send(packet);
        assertThat(next()).isEqualTo(new KdPacket.Control(PacketType.ACKNOWLEDGE, nextId));
        nextId ^= 1;
        return packet;
    }

    /// The id of the next request after a RESET.
    void resetIds() {
        nextId = 0x8080_0000;
    }

    KdPacket next() throws InterruptedException {
        KdPacket packet = received.poll(10, TimeUnit.SECONDS);
        assertThat(packet).as("a packet within 10 s").isNotNull();
        return Objects.requireNonNull(packet);
    }

    @Nullable
    KdPacket poll(long millis) throws InterruptedException {
        return received.poll(millis, TimeUnit.MILLISECONDS);
    }

    KdPacket.Data nextData() throws InterruptedException {
        KdPacket packet = next();
        assertThat(packet).isInstanceOf(KdPacket.Data.class);
        return (KdPacket.Data) packet;
    }

    /// Acks everything up to the first packet of this type, and that one.
    KdPacket.Data awaitAndAck(int type) throws InterruptedException {
        while (true) {
            if (next() instanceof KdPacket.Data data) {
                ack(data);
                if (data.type() == type) {
                    return data;
                }
            }
        }
    }

    /// Forgets what comes within this time.
    void listenFor(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            received.poll(1, TimeUnit.MILLISECONDS);
        }
    }

    boolean silentFor(long millis) throws InterruptedException {
        return received.poll(millis, TimeUnit.MILLISECONDS) == null;
    }

    void drain() {
        received.clear();
    }

    @Override
    public void close() {
        target.close();
    }
}
