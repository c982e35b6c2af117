package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.KdnetKey;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.sim.SimKdnet;
import io.kdlab.sim.SimOptions;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.net.KdnetOffer;
import io.kdlab.value.Epoch;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// A session over KDNET, as whoever types `-k net:` sees it.
@Feature(value = "3.4", on = On.PROCESS)
@Feature(value = "L04", on = On.PROCESS)
class KdnetEngineTest {
    private static final String KEY = "zik0zj.2.3.4";
    /// What one Ethernet frame carries over either family (kdnet.md §5 for IPv4; IPv6 takes 20 bytes more).
    private static final int FRAME = 1344;

    /// How much each memory request carried.
    private static final class Amounts implements LinkTap {
        final List<Integer> read = new CopyOnWriteArrayList<>();
        final List<Integer> written = new CopyOnWriteArrayList<>();

        @Override
        public void packet(Instant time, Direction direction, KdPacket packet) {
            if (direction == Direction.TO_TARGET
                    && packet instanceof KdPacket.Data data
                    && data.type() == PacketType.STATE_MANIPULATE
                    && MessageCodec.X64.decode(data.type(), data.payload()) instanceof Manipulate request) {
                if (request.body() instanceof ReadMemory memory) {
                    read.add(memory.transferCount());
                } else if (request.body() instanceof WriteMemory) {
                    written.add(request.data().length());
                }
            }
        }
    }

    @Test
    void noRequestAsksForMoreThanOneFrameCarries() throws Exception {
        int port;
        try (DatagramSocket socket = new DatagramSocket(0)) {
            port = socket.getLocalPort();
        }
        KdnetOffer offer =
                KdnetOffer.to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), KdnetKey.parse(KEY));
        Amounts amounts = new Amounts();
        try (EngineBench bench = new EngineBench("net:port=%d,key=%s".formatted(port, KEY), Epoch.NONE, amounts);
                SimKdnet _ = SimKdnet.offer(offer, SimOptions.of(1))) {
            bench.driver.awaitScreen("Connected to target 127.0.0.1 on port %d on local IP 127.0.0.1".formatted(port));
            bench.breakIn();
            // Nothing there; all of it has to be read.
            assertThat(bench.driver.run("s -b nt L3000 fe fd fc fb fa f9")).doesNotContain("fe fd");
            assertThat(bench.driver.run("eb nt!SimCounter \"" + "x".repeat(3000) + "\""))
                    .isNotNull();
            assertThat(amounts.read).allMatch(amount -> amount <= FRAME).anyMatch(amount -> amount >= FRAME - 128);
            assertThat(amounts.written).allMatch(amount -> amount <= FRAME).contains(FRAME);
            assertThat(bench.driver.screen())
                    .contains("Using NET for debugging")
                    .contains("Waiting to reconnect...");
            assertThat(bench.journal.since(0, 10_000).toString()).doesNotContain("zik0zj");
        }
    }
}
