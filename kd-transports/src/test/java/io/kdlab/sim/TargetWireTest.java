package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Continue2;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The simulated kernel on the wire, as kd-protocol.md §2 and §15 have kernels.
@Timeout(60)
@Feature(value = "2.4", on = On.SIM)
final class TargetWireTest {
    private static final int SYNC_ID = 0x8080_0800;
    private static final SimOptions SLOW_ACK =
            SimOptions.of(1).withPace(LinkPace.TARGET.withAck(Duration.ofSeconds(30)));
    private static final SimOptions FAST_ACK =
            SimOptions.of(1).withPace(LinkPace.TARGET.withAck(Duration.ofMillis(10)));
    private static final Bytes BREAK_IN = Bytes.ofHex("62");

    @Test
    void theFirstPacketCarriesSyncAndTheNextOneDoesNot() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            KdPacket.Data first = host.nextData();
            assertThat(first.type()).isEqualTo(PacketType.DEBUG_IO);
            assertThat(first.id()).isEqualTo(SYNC_ID);
            host.ack(first);
            assertThat(host.nextData().id()).isEqualTo(0x8080_0001);
        }
    }

    @Test
    void anAckWithSyncIsNoAck() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            KdPacket.Data first = host.nextData();
            host.send(new KdPacket.Control(PacketType.ACKNOWLEDGE, first.id()));
            assertThat(host.silentFor(200)).isTrue();
            host.ack(first);
            assertThat(host.nextData().type()).isEqualTo(PacketType.STATE_CHANGE64);
        }
    }

    @Test
    void resendRepeatsThePacketAndResetRestartsTheIds() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            KdPacket.Data first = host.nextData();
            host.send(new KdPacket.Control(PacketType.RESEND, 0));
            assertThat(host.next()).isEqualTo(first);
            host.send(new KdPacket.Control(PacketType.RESET, 0));
            assertThat(host.next()).isEqualTo(new KdPacket.Control(PacketType.RESET, 0));
            assertThat(host.nextData()).isEqualTo(new KdPacket.Data(first.type(), 0x8080_0000, first.payload()));
        }
    }

    @Test
    void aReplyEchoesWhatTheRequestDidNotDeclare() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            host.awaitAndAck(PacketType.STATE_CHANGE64);
            long base = SimBoot.of(1).kernel().base();
            Bytes plain = MessageCodec.X64.encode(Manipulate.request(0, ReadMemory.of(Address.of(base), 2)));
            Bytes garbage = plain.with(12, Bytes.ofHex("deadbeef"))
                    .with(32, Bytes.ofHex("000102030405060708090a0b0c0d0e0f1011121314151617"));
            host.request(garbage);
            Bytes reply = host.nextData().payload();
            assertThat(reply)
                    .isEqualTo(garbage.with(8, Bytes.zeros(4))
                            .with(28, Bytes.ofHex("02000000"))
                            .concat(Bytes.ofLatin1("MZ")));
        }
    }

    @Test
    void badChecksumsAreAskedForAgainAndDuplicatesAckedOnly() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            host.awaitAndAck(PacketType.STATE_CHANGE64);
            Bytes payload = MessageCodec.X64.encode(Manipulate.request(0, ReadMemory.of(Address.of(0), 4)));
            KdPacket.Data packet = new KdPacket.Data(PacketType.STATE_MANIPULATE, 0x8080_0000, payload);
            Bytes good = PacketEncoder.encode(packet, PacketDialect.STREAM);
            host.bytes(good.with(40, Bytes.ofHex("ff")));
            assertThat(host.next()).isEqualTo(new KdPacket.Control(PacketType.RESEND, 0));
            host.request(payload);
            host.ack(host.nextData());
            host.send(packet);
            assertThat(host.next()).isEqualTo(new KdPacket.Control(PacketType.ACKNOWLEDGE, packet.id()));
            assertThat(host.silentFor(200)).isTrue();
        }
    }

    @Test
    void aPacketOfAnUnexpectedTypeIsAckedAndForgotten() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            host.awaitAndAck(PacketType.STATE_CHANGE64);
            host.send(new KdPacket.Data(PacketType.DEBUG_IO, 0x8080_0000, Bytes.zeros(16)));
            assertThat(host.next()).isEqualTo(new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x8080_0000));
            host.request(MessageCodec.X64.encode(Manipulate.request(0, ReadMemory.of(Address.of(0), 4))));
            assertThat(host.nextData().type()).isEqualTo(PacketType.STATE_MANIPULATE);
        }
    }

    @Test
    void resetAndALoneBreakInByteAnnounceTheStopAgain() throws Exception {
        try (RawHost host = new RawHost(SLOW_ACK)) {
            KdPacket.Data stop = host.awaitAndAck(PacketType.STATE_CHANGE64);
            host.send(new KdPacket.Control(PacketType.RESET, 0));
            assertThat(host.next()).isEqualTo(new KdPacket.Control(PacketType.RESET, 0));
            assertThat(host.awaitAndAck(PacketType.STATE_CHANGE64).payload()).isEqualTo(stop.payload());
            host.bytes(BREAK_IN);
            assertThat(host.awaitAndAck(PacketType.STATE_CHANGE64).payload()).isEqualTo(stop.payload());
        }
    }

    @Test
    void aRunningKernelEatsEverythingButTheBreakInByte() throws Exception {
        try (RawHost host = new RawHost(FAST_ACK)) {
            run(host);
            host.send(new KdPacket.Control(PacketType.RESET, 0));
            assertThat(host.silentFor(400))
                    .as("a running kernel does not answer RESET")
                    .isTrue();
            host.bytes(BREAK_IN);
            assertThat(host.awaitAndAck(PacketType.STATE_CHANGE64).payload().u32(32))
                    .isEqualTo(NtStatus.BREAKPOINT.code());
        }
    }

    @Test
    void withoutADebuggerItRunsOnAndALateOneBreaksIn() throws Exception {
        try (RawHost host = new RawHost(FAST_ACK)) {
            for (int n = 0; n < 20; n++) {
                assertThat(host.nextData().id()).as("try %d", n).isEqualTo(SYNC_ID);
            }
            assertThat(host.silentFor(300)).as("given up after 20 tries").isTrue();
            host.bytes(BREAK_IN);
            KdPacket.Data stop = host.nextData();
            assertThat(stop.id()).isEqualTo(SYNC_ID);
            host.ack(stop);
            host.drain();
            long counter = SimBoot.of(1).kernel().export("SimCounter");
            host.request(MessageCodec.X64.encode(Manipulate.request(0, ReadMemory.of(Address.of(counter), 8))));
            assertThat(host.nextData().payload().u64(56)).as("it ran").isPositive();
        }
    }

    @Test
    void noNoiseKeepsALaterDebuggerOut() throws Exception {
        long seed = 77;
        Random random = new Random(seed);
        try (RawHost host = new RawHost(FAST_ACK)) {
            for (int n = 0; n < 400; n++) {
                noise(host, random);
            }
            host.drain();
            KdPacket.Data stop = attach(host);
            assertThat(stop.payload().length()).as("seed %d", seed).isGreaterThanOrEqualTo(240);
            long base = SimBoot.of(1).kernel().base();
            host.resetIds();
            host.request(MessageCodec.X64.encode(Manipulate.request(0, ReadMemory.of(Address.of(base), 2))));
            assertThat(host.nextData().payload().slice(56).toLatin1())
                    .as("seed %d", seed)
                    .isEqualTo("MZ");
        }
    }

    private static void noise(RawHost host, Random random) {
        byte[] bytes = new byte[random.nextInt(90)];
        random.nextBytes(bytes);
        Bytes packet = PacketEncoder.encode(
                new KdPacket.Data(random.nextInt(13), 0x8080_0000 + random.nextInt(2), Bytes.of(bytes)),
                PacketDialect.STREAM);
        switch (random.nextInt(6)) {
            case 0 -> host.bytes(Bytes.of(bytes));
            case 1 -> host.bytes(packet);
            case 2 -> host.bytes(packet.slice(0, random.nextInt(packet.length())));
            case 3 -> host.send(new KdPacket.Control(random.nextInt(9), 0x8080_0000 + random.nextInt(2)));
            case 4 -> host.bytes(BREAK_IN);
            default -> host.bytes(packet.with(random.nextInt(packet.length()), Bytes.of((byte) random.nextInt())));
        }
    }

    /// Break-in and RESET in turn, until a stop comes that answers a RESET: ids are known then.
    private static KdPacket.Data attach(RawHost host) throws InterruptedException {
        for (int tries = 0; tries < 20; tries++) {
            host.bytes(BREAK_IN);
            host.listenFor(300); // whatever it has to say under ids unknown to us
            host.send(new KdPacket.Control(PacketType.RESET, 0));
            while (host.poll(500) instanceof KdPacket packet) {
                if (packet instanceof KdPacket.Data data) {
                    host.ack(data);
                    if (data.type() == PacketType.STATE_CHANGE64 && data.id() == 0x8080_0000) {
                        host.listenFor(100); // the same once more
                        return data;
                    }
                }
            }
        }
        throw new AssertionError("no stop");
    }

    /// Lets both images and everything printed at boot pass.
    private static void run(RawHost host) throws InterruptedException {
        Bytes go = MessageCodec.X64.encode(
                Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, DebugRegisters.DR7_FIXED)));
        for (int images = 0; images < 2; images++) {
            host.awaitAndAck(PacketType.STATE_CHANGE64);
            while (!host.silentFor(60)) {
                // retransmissions of a stop acked late
            }
            host.request(go);
        }
        host.awaitAndAck(PacketType.DEBUG_IO);
        host.awaitAndAck(PacketType.DEBUG_IO);
        while (!host.silentFor(60)) {
            // as above
        }
    }
}
