package io.kdlab.transport.ieee1394;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The mailbox on a fake bus: found, used through resets and refusals, and lost.
@Feature("3.6")
class MailboxTest {
    private static final int CHANNEL = 5;

    private final FakeFirewire bus = new FakeFirewire();
    private final List<Bytes> received = new CopyOnWriteArrayList<>();

    @Test
    void theTargetOfAChannelIsFoundAmongOthers() throws Exception {
        bus.add("/dev/fw1", new FakeNode(2));
        bus.add("/dev/fw2", new FakeTarget(bus, 2, 3, received::add).node);
        bus.add("/dev/fw3", new FakeTarget(bus, 2, CHANNEL, received::add).node);
        try (Mailbox found = Mailbox.find(bus, CHANNEL)) {
            assertThat(found.name()).isEqualTo("/dev/fw3");
            assertThat(bus.opened()).as("the others are let go").isEqualTo(1);
        }
        assertThat(bus.opened()).isZero();
        assertThatThrownBy(() -> Mailbox.find(bus, 9))
                .hasMessageContaining("no target offers channel 9")
                .hasMessageContaining("/dev/fw0: this machine")
                .hasMessageContaining("/dev/fw1: not set up for debugging")
                .hasMessageContaining("/dev/fw2: channel 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void packetsOfEveryLengthPassBothWaysAtEverySpeed(int speed) throws Exception {
        FakeTarget target = plug(speed);
        try (MailboxDevice device = open()) {
            for (int length : new int[] {0, 1, 56, 495, 496, 497, 2048, PacketDecoder.MAX_PAYLOAD}) {
                Bytes packet = packet(length, length);
                target.send(packet);
                assertThat(read(device)).isEqualTo(packet);
                device.write(packet.toByteArray(), packet.length());
                assertThat(received).as("taken when the write returns").last().isEqualTo(packet);
            }
        }
    }

    @Test
    void aBreakInIsOneByteWhateverLiesInTheBuffer() throws Exception {
        FakeTarget target = plug(2);
        try (MailboxDevice device = open()) {
            target.deaf(true);
            byte[] reset = control(PacketType.RESET).toByteArray();
            device.write(reset, reset.length);
            device.write(new byte[] {0x62}, 1);
            target.deaf(false);
            assertThat(received).containsExactly(Bytes.of((byte) 0x62));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyPacketArrivesOnceAndInOrderThroughBusResets(long seed) throws Exception {
        FakeTarget target = plug(0);
        Random random = new Random(seed);
        List<Bytes> sent = packets(random, 60);
        try (MailboxDevice device = open()) {
            sent.forEach(target::send);
            CompletableFuture<List<Bytes>> read = reading(device, sent.size());
            for (Bytes packet : sent) {
                synchronized (bus) {
                    // Only what certainly did nothing: a reset, a busy node.
                    target.node.faults.clear();
                    for (int i = random.nextInt(6); i > 0; i--) {
                        target.node.faults.add(new FakeNode.Fault(0, true, false));
                    }
                    target.node.faults.add(new FakeNode.Fault(
                            random.nextBoolean() ? Rcode.BUSY : Rcode.GENERATION, false, random.nextBoolean()));
                }
                device.write(packet.toByteArray(), packet.length());
            }
            assertThat(received).as("seed %d", seed).isEqualTo(sent);
            assertThat(read.get(30, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void aLostAnswerNeitherLosesNorRepeatsWhatTheTargetSends(long seed) throws Exception {
        FakeTarget target = plug(1);
        Random random = new Random(seed);
        List<Bytes> sent = packets(random, 60);
        try (MailboxDevice device = open()) {
            sent.forEach(target::send);
            List<Bytes> got = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                synchronized (bus) {
                    target.node.faults.clear();
                    for (int before = random.nextInt(5); before > 0; before--) {
                        target.node.faults.add(new FakeNode.Fault(0, true, false));
                    }
                    target.node.faults.add(new FakeNode.Fault(
                            random.nextBoolean() ? Rcode.CANCELLED : Rcode.NO_ACK, random.nextBoolean(), false));
                }
                got.add(read(device));
            }
            assertThat(got).as("seed %d", seed).isEqualTo(sent);
        }
    }

    @Test
    void aPacketWhoseFateNobodyKnowsIsNotSentAgain() throws Exception {
        FakeTarget target = plug(2);
        try (MailboxDevice device = open()) {
            Bytes packet = packet(10, 1);
            // Free?, free it, length and header, data, then the status: done, but the answer is lost.
            passes(target, 4);
            target.node.faults.add(new FakeNode.Fault(Rcode.CANCELLED, true, false));
            assertThatThrownBy(() -> device.write(packet.toByteArray(), packet.length()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer");
            assertThat(received).containsExactly(packet);
        }
    }

    @Test
    void aPacketThatLiesInTheMailboxAllTheSameIsSent() throws Exception {
        FakeTarget target = plug(2);
        try (MailboxDevice device = open()) {
            byte[] reset = control(PacketType.RESET).toByteArray();
            target.deaf(true);
            // A control packet has no data to write.
            passes(target, 3);
            target.node.faults.add(new FakeNode.Fault(Rcode.CANCELLED, true, false));
            device.write(reset, reset.length);
            target.deaf(false);
            assertThat(received).containsExactly(Bytes.of(reset));
        }
    }

    @Test
    void aTargetThatLeavesEndsTheDevice() throws Exception {
        plug(2);
        try (MailboxDevice device = open()) {
            CompletableFuture<List<Bytes>> read = reading(device, 1);
            bus.remove("/dev/fw1");
            assertThatThrownBy(() -> read.get(30, TimeUnit.SECONDS))
                    .rootCause()
                    .hasMessage("/dev/fw1: the node has left the bus");
        }
    }

    @Test
    void aTargetThatStartedAnewElsewhereEndsTheDevice() throws Exception {
        FakeTarget target = plug(2);
        try (MailboxDevice device = open()) {
            bus.reset();
            Bytes before = packet(5, 1);
            target.send(before);
            assertThat(read(device)).as("a reset alone changes nothing").isEqualTo(before);
            target.publish(CHANNEL, 0x20_0000, 0x20_4000);
            bus.reset();
            target.send(packet(5, 2));
            assertThatThrownBy(() -> read(device)).hasMessage("/dev/fw1: the target was started anew");
        }
        try (MailboxDevice again = open()) {
            assertThat(read(again)).isEqualTo(packet(5, 2));
        }
    }

    @Test
    void nothingIsWrittenWhereTheBuffersOfATargetWere() throws Exception {
        FakeTarget target = plug(0);
        try (MailboxDevice device = open()) {
            long old = target.receiveBuffer;
            target.publish(CHANNEL, 0x20_0000, 0x20_4000);
            byte[] others = packet(4000, 77).toByteArray();
            synchronized (bus) {
                target.node.write(old, others);
            }
            bus.reset();
            Bytes packet = packet(3000, 1);
            assertThatThrownBy(() -> device.write(packet.toByteArray(), packet.length()))
                    .hasMessage("/dev/fw1: the target was started anew");
            synchronized (bus) {
                assertThat(target.node.read(old, others.length)).isEqualTo(others);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void norIsItWhenTheTargetStartsAnewInTheMiddleOfAWrite(int requests) throws Exception {
        FakeTarget target = plug(0);
        try (MailboxDevice device = open()) {
            long old = target.receiveBuffer;
            byte[] others = packet(4000, 78).toByteArray();
            passes(target, requests);
            target.node.faults.add(new FakeNode.Fault(0, true, true));
            // As the reset of that request begins, the machine is another.
            target.node.beforeReset = () -> {
                target.node.beforeReset = () -> {};
                target.publish(CHANNEL, 0x20_0000, 0x20_4000);
                target.node.write(old, others);
            };
            Bytes packet = packet(3000, 1);
            assertThatThrownBy(() -> device.write(packet.toByteArray(), packet.length()))
                    .hasMessage("/dev/fw1: the target was started anew");
            synchronized (bus) {
                assertThat(target.node.read(old, others.length)).isEqualTo(others);
            }
        }
    }

    @Test
    void closingEndsAWaitingRead() throws Exception {
        plug(2);
        MailboxDevice device = open();
        CompletableFuture<List<Bytes>> read = reading(device, 1);
        device.close();
        assertThatThrownBy(() -> read.get(30, TimeUnit.SECONDS)).rootCause().hasMessageContaining("closed");
        org.awaitility.Awaitility.await().until(() -> bus.opened() == 0);
    }

    @Test
    void whatCannotBeTrueIsNotBelieved() throws Exception {
        FakeTarget target = plug(2);
        int[] offsets = {0, 4, 16, 16, 16, 24, 24};
        Bytes[] lies = {
            Bytes.ofHex("BABABABB"),
            Bytes.ofHex("0200"),
            Bytes.ofHex("0000000000000000"),
            Bytes.ofHex("FFFFFFFFFFFFFFFF"),
            Bytes.ofHex("0000000000000100"),
            Bytes.ofHex("0100000000000000"),
            Bytes.ofHex("0400100000000000")
        };
        for (int i = 0; i < lies.length; i++) {
            target.publish(CHANNEL, 0x10_0000, 0x10_2000);
            target.spoilInfo(offsets[i], lies[i].toByteArray());
            assertThatThrownBy(() -> Mailbox.find(bus, CHANNEL))
                    .as(lies[i].toHex())
                    .hasMessageContaining("/dev/fw1: not set up for debugging");
        }
        target.publish(CHANNEL, 0x10_0000, 0x10_2000);
        for (int length : new int[] {PacketDecoder.MAX_PAYLOAD + 1, Integer.MAX_VALUE, -1}) {
            try (MailboxDevice device = open()) {
                target.send(packet(8, 3));
                synchronized (bus) {
                    target.node.write32(target.sendBuffer + 20, length);
                }
                assertThat(read(device))
                        .as("the header alone")
                        .isEqualTo(packet(8, 3).slice(0, 16));
            }
        }
    }

    private FakeTarget plug(int speed) {
        FakeTarget target = new FakeTarget(bus, speed, CHANNEL, received::add);
        bus.add("/dev/fw1", target.node);
        return target;
    }

    private MailboxDevice open() throws Exception {
        return new MailboxDevice(Mailbox.find(bus, CHANNEL));
    }

    private void passes(FakeTarget target, int requests) {
        synchronized (bus) {
            for (int i = 0; i < requests; i++) {
                target.node.faults.add(new FakeNode.Fault(0, true, false));
            }
        }
    }

    private static CompletableFuture<List<Bytes>> reading(MailboxDevice device, int packets) {
        CompletableFuture<List<Bytes>> all = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                List<Bytes> got = new ArrayList<>();
                while (got.size() < packets) {
                    got.add(read(device));
                }
                all.complete(got);
            } catch (IOException | RuntimeException e) {
                all.completeExceptionally(e);
            }
        });
        return all;
    }

    private static Bytes read(MailboxDevice device) throws IOException {
        byte[] into = new byte[4096];
        return Bytes.of(into, 0, device.read(into));
    }

    private static List<Bytes> packets(Random random, int count) {
        List<Bytes> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(packet(random.nextInt(1500), i));
        }
        return all;
    }

    private static Bytes packet(int length, int id) {
        byte[] payload = new byte[length];
        new Random(id).nextBytes(payload);
        return PacketEncoder.encode(
                new KdPacket.Data(PacketType.STATE_MANIPULATE, id, Bytes.of(payload)), PacketDialect.BARE);
    }

    private static Bytes control(int type) {
        return PacketEncoder.encode(new KdPacket.Control(type, 0), PacketDialect.BARE);
    }
}
