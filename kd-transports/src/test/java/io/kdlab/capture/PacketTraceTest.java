package io.kdlab.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kdlab.feature.Feature;
import io.kdlab.packet.Damage;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@Feature("L15")
class PacketTraceTest {
    private static final Bytes BYTE = Bytes.ofHex("00");
    private static final KdPacket REQUEST = new KdPacket.Data(PacketType.STATE_MANIPULATE, 0x80800000, Bytes.zeros(56));

    private final List<String> shown = new CopyOnWriteArrayList<>();

    @Test
    void packetsDamageAndTimeOutsAreShownOnlyWhileItIsOn() {
        try (PacketTrace trace = PacketTrace.to(shown::add, false)) {
            frame(trace, Direction.TO_TARGET, new Inbound.Packet(REQUEST));
            assertThat(trace.toggle()).isTrue();
            frame(trace, Direction.TO_TARGET, new Inbound.Packet(REQUEST));
            frame(
                    trace,
                    Direction.FROM_TARGET,
                    new Inbound.Packet(new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x80800000)));
            frame(trace, Direction.FROM_TARGET, new Inbound.Damaged(Damage.BAD_CHECKSUM, PacketType.DEBUG_IO, 1, 20));
            frame(trace, Direction.FROM_TARGET, new Inbound.Noise(3));
            trace.note(Instant.EPOCH, LinkTap.Kind.LINK, "no reply to GetVersion yet: RESET", "box");
            trace.note(Instant.EPOCH, LinkTap.Kind.PRINT, "in a packet already", "target");
            await().until(() -> shown.size() == 5);
            assertThat(trace.toggle()).isFalse();
            frame(trace, Direction.FROM_TARGET, new Inbound.Noise(3));
        }
        assertThat(shown).hasSize(5);
        assertThat(shown.get(0))
                .contains("> STATE_MANIPULATE id=80800000")
                .endsWith(" again: no answer in time, or asked for\n");
        assertThat(shown.get(1)).endsWith("< ACK id=80800000\n");
        assertThat(shown.get(2)).contains("< damaged DEBUG_IO id=00000001: bad checksum");
        assertThat(shown.get(3)).endsWith("< 3 bytes outside any packet\n");
        assertThat(shown.get(4)).endsWith("no reply to GetVersion yet: RESET\n");
    }

    /// The link never waits for a terminal.
    @Test
    void aConsoleThatIsStuckCostsLinesThatAreCounted() throws InterruptedException {
        CountDownLatch free = new CountDownLatch(1);
        try (PacketTrace trace = PacketTrace.to(
                line -> {
                    try {
                        assertThat(free.await(50, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    shown.add(line);
                },
                true)) {
            for (int i = 0; i < 5000; i++) {
                frame(trace, Direction.FROM_TARGET, new Inbound.Noise(i));
            }
            free.countDown();
            await().until(() ->
                    shown.stream().anyMatch(line -> line.matches("\\(39\\d\\d lines of the trace left out\\)\\n")));
        }
    }

    private static void frame(PacketTrace trace, Direction direction, Inbound found) {
        trace.frame(Instant.EPOCH, direction, found, BYTE);
    }
}
