package io.kdlab.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every packet of every recording through the packet stage.
@Feature(value = "2.4", on = On.REPLAY)
class RecordedPacketsTest {
    static Stream<Recording> recordings() {
        return Recording.NAMES.stream().map(Recording::load);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyIntactPacketIsFoundAndEncodesToTheSameBytes(Recording recording) {
        int packets = 0;
        for (boolean target : List.of(true, false)) {
            PacketReader reader = reader(target);
            for (Recording.Entry entry : recording.from(target)) {
                List<Inbound> found = reader.feed(entry.bytes()).take();
                if (entry.isBreakIn()) {
                    assertThat(found).isEmpty();
                    assertThat(reader.idle().take())
                            .as("line %d", entry.line())
                            .containsExactly(new Inbound.Packet(new KdPacket.BreakIn()));
                } else if (!entry.isDamaged()) {
                    assertThat(found).as("line %d", entry.line()).hasSize(1);
                    KdPacket packet = ((Inbound.Packet) found.getFirst()).packet();
                    assertThat(PacketEncoder.encode(packet, PacketDialect.STREAM))
                            .as("line %d", entry.line())
                            .isEqualTo(entry.bytes());
                    packets++;
                }
            }
        }
        assertThat(packets).isGreaterThan(270);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void badChecksumsAreFoundCountedAndRefused(Recording recording) {
        for (boolean target : List.of(true, false)) {
            PacketReader reader = reader(target);
            recording.from(target).forEach(entry -> reader.feed(entry.bytes()));
            List<Inbound> found = reader.idle().take();
            long announced = recording.from(target).stream()
                    .filter(Recording.Entry::isDamaged)
                    .count();
            assertThat(found.stream().filter(Inbound.Damaged.class::isInstance))
                    .hasSize((int) announced)
                    .allSatisfy(inbound ->
                            assertThat(((Inbound.Damaged) inbound).why()).isEqualTo(Damage.BAD_CHECKSUM));
            assertThat(found).noneMatch(Inbound.Noise.class::isInstance);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void anyChunkingYieldsTheSamePackets(Recording recording) {
        for (boolean target : List.of(true, false)) {
            Bytes stream = Bytes.of(concatenated(recording.from(target)));
            List<Inbound> whole = reader(target).feed(stream).idle().take();
            for (long seed = 1; seed <= 3; seed++) {
                PacketReader reader = reader(target);
                Random random = new Random(seed);
                for (int at = 0; at < stream.length(); ) {
                    int length = Math.min(1 + random.nextInt(seed == 1 ? 7 : 3000), stream.length() - at);
                    reader.feed(stream.slice(at, length));
                    at += length;
                }
                assertThat(reader.idle().take()).as("seed %d", seed).isEqualTo(whole);
            }
        }
    }

    private static PacketReader reader(boolean fromTarget) {
        return new PacketReader(fromTarget ? Role.HOST : Role.TARGET);
    }

    private static byte[] concatenated(List<Recording.Entry> entries) {
        List<byte[]> parts = new ArrayList<>();
        entries.forEach(entry -> parts.add(entry.bytes().toByteArray()));
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
