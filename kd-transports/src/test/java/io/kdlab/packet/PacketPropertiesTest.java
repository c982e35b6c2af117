package io.kdlab.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.golden.PacketReader;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What must hold for any bytes. A failure names the seed; `-Dkdlab.seed=N` runs that seed first.
@Feature("2.4")
class PacketPropertiesTest {
    private static final int ROUNDS = 300;
    private static final long FIRST_SEED = Long.getLong("kdlab.seed", 1);

    @Test
    void everyPacketSurvivesEncodingAndDecoding() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            KdPacket packet = packet(new Random(seed));
            assertThat(new PacketReader(Role.HOST).feed(wire(packet)).take())
                    .as("seed %d", seed)
                    .containsExactly(new Inbound.Packet(packet));
        }
    }

    @Test
    void anyChunkingOfAnyBytesYieldsTheSame() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            Role role = random.nextBoolean() ? Role.HOST : Role.TARGET;
            Bytes stream = mixture(random);
            List<Inbound> whole = new PacketReader(role).feed(stream).idle().take();
            PacketReader reader = new PacketReader(role);
            int most = 1 + random.nextInt(200);
            for (int at = 0; at < stream.length(); ) {
                int length = Math.min(1 + random.nextInt(most), stream.length() - at);
                reader.feed(stream.slice(at, length));
                at += length;
            }
            assertThat(reader.idle().take()).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void garbageOnlyDelaysPackets() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            PacketReader reader = new PacketReader(Role.HOST);
            long garbage = 0;
            List<KdPacket> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Bytes noise = harmless(random);
                garbage += noise.length();
                KdPacket packet = packet(random);
                sent.add(packet);
                reader.feed(noise).feed(wire(packet));
            }
            List<Inbound> found = reader.idle().take();
            assertThat(found.stream()
                            .filter(Inbound.Packet.class::isInstance)
                            .map(inbound -> ((Inbound.Packet) inbound).packet()))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(sent);
            assertThat(found.stream()
                            .filter(Inbound.Noise.class::isInstance)
                            .mapToLong(inbound -> ((Inbound.Noise) inbound).count())
                            .sum())
                    .as("seed %d", seed)
                    .isEqualTo(garbage);
        }
    }

    @Test
    void everyByteIsAccountedFor() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Bytes stream = mixture(new Random(seed));
            long accounted = 0;
            for (Inbound inbound :
                    new PacketReader(Role.HOST).feed(stream).idle().take()) {
                accounted += switch (inbound) {
                    case Inbound.Packet(var packet) -> wire(packet).length();
                    case Inbound.Damaged damaged -> damaged.skipped();
                    case Inbound.Noise(int count) -> count;
                };
            }
            assertThat(accounted).as("seed %d", seed).isEqualTo(stream.length());
        }
    }

    @Test
    void afterAnyBytesAndSilenceTheNextPacketIsFound() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            PacketReader reader = new PacketReader(random.nextBoolean() ? Role.HOST : Role.TARGET);
            reader.feed(mixture(random)).idle().take();
            assertThat(reader.decoder().isMidway()).as("seed %d", seed).isFalse();
            KdPacket packet = packet(random);
            assertThat(reader.feed(wire(packet)).take())
                    .as("seed %d", seed)
                    .containsExactly(new Inbound.Packet(packet));
        }
    }

    @Test
    void damageAllocatesNoMoreThanWhatItReports() {
        // Headers that promise 4000 bytes, over and over: a decoder that believed them would take 4 KB for each.
        Bytes promise = Bytes.ofHex("30303030 0200 ffff 00008080 00000000");
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < 20_000; i++) {
            stream.writeBytes(promise.toByteBuffer());
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] found = {0};
        PacketDecoder warm = new PacketDecoder(PacketDialect.STREAM, Role.HOST);
        warm.feed(stream.duplicate(), _ -> found[0]++);
        long before = threads.getCurrentThreadAllocatedBytes();
        PacketDecoder decoder = new PacketDecoder(PacketDialect.STREAM, Role.HOST);
        decoder.feed(stream, _ -> found[0]++);
        long perReport = (threads.getCurrentThreadAllocatedBytes() - before) / 40_000;
        assertThat(found[0]).isGreaterThan(40_000);
        assertThat(perReport).isLessThan(100);
        stream.release();
    }

    /// Packets, cut and changed packets, and garbage rich in leader bytes.
    private static Bytes mixture(Random random) {
        Bytes stream = Bytes.EMPTY;
        for (int i = 0; i < 8; i++) {
            Bytes next = random.nextInt(3) == 0 ? noise(random) : wire(packet(random));
            stream = stream.concat(
                    switch (random.nextInt(4)) {
                        case 0 -> next.slice(0, random.nextInt(next.length() + 1));
                        case 1 ->
                            next.isEmpty()
                                    ? next
                                    : next.with(random.nextInt(next.length()), Bytes.of((byte) random.nextInt()));
                        default -> next;
                    });
        }
        return stream;
    }

    private static KdPacket packet(Random random) {
        int id = 0x80800000 | random.nextInt(2);
        if (random.nextInt(3) == 0) {
            return new KdPacket.Control(4 + random.nextInt(3), id);
        }
        byte[] payload = new byte[1 + (random.nextInt(10) == 0 ? random.nextInt(4000) : random.nextInt(120))];
        random.nextBytes(payload);
        return new KdPacket.Data(List.of(2, 3, 7, 11).get(random.nextInt(4)), id, Bytes.of(payload));
    }

    private static Bytes noise(Random random) {
        byte[] bytes = new byte[random.nextInt(600)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = switch (random.nextInt(4)) {
                case 0 -> 0x30;
                case 1 -> 0x69;
                case 2 -> 0x62;
                default -> (byte) random.nextInt();
            };
        }
        return Bytes.of(bytes);
    }

    /// Garbage without four leader bytes in a row, and none at its end.
    private static Bytes harmless(Random random) {
        byte[] bytes = noise(random).toByteArray();
        for (int i = 2; i < bytes.length; i += 3) {
            bytes[i] = 0x11;
        }
        return Bytes.of(bytes).concat(bytes.length == 0 ? Bytes.EMPTY : Bytes.ofHex("11"));
    }

    private static Bytes wire(KdPacket packet) {
        return PacketEncoder.encode(packet, PacketDialect.STREAM);
    }
}
