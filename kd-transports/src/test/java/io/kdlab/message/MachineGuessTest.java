package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.PacketReader;
import io.kdlab.golden.Recording;
import io.kdlab.golden.Vector;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A stop tells its machine or keeps it open, and never tells a wrong one.
@Feature(value = "3.1", on = On.REPLAY)
class MachineGuessTest {
    static Stream<Recording> recordings() {
        return Recording.NAMES.stream().map(Recording::load);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyRecordedStopTellsItsMachine(Recording recording) {
        List<Bytes> stops = recording.from(true).stream()
                .filter(entry -> !entry.isDamaged())
                .flatMap(entry -> new PacketReader(Role.HOST).feed(entry.bytes()).takePackets().stream())
                .filter(packet -> packet instanceof KdPacket.Data data && data.type() == PacketType.STATE_CHANGE64)
                .map(packet -> ((KdPacket.Data) packet).payload())
                .toList();
        assertThat(stops).isNotEmpty();
        for (Bytes stop : stops) {
            assertThat(MachineGuess.of(stop)).isEqualTo(recording.codec().machine());
        }
    }

    @Test
    void everyVectorOfAStopTellsItsMachineOrKeepsItOpen() {
        Vector.all().stream()
                .filter(vector -> vector.packet().isEmpty() && vector.type() == PacketType.STATE_CHANGE64)
                .forEach(vector -> assertThat(MachineGuess.of(vector.bytes()))
                        .as(vector.name())
                        .isIn(vector.codec().machine(), Machine.OTHER));
        assertThat(MachineGuess.of(Vector.named("example-f-exception").bytes().slice(16, 240)))
                .isEqualTo(Machine.X64);
    }

    @Test
    void aStopOfHighAddressesIsNeverX86() {
        long seed = Long.getLong("kdlab.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] stop = new byte[240];
            random.nextBytes(stop);
            stop[31] = (byte) 0xff;
            stop[30] = (byte) 0xff;
            stop[29] = (byte) 0xf8;
            assertThat(MachineGuess.of(Bytes.of(stop)))
                    .as("seed %d round %d", seed, round)
                    .isNotEqualTo(Machine.X86);
        }
    }

    @Test
    void whatEndsWithinTheReportKeepsItOpen() {
        Bytes stop = Vector.named("exception-x64").bytes();
        assertThat(MachineGuess.of(stop)).isEqualTo(Machine.X64);
        for (int length = 0; length < 240; length++) {
            assertThat(MachineGuess.of(stop.slice(0, length))).isEqualTo(Machine.OTHER);
        }
    }
}
