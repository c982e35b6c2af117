package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.golden.Vector;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What must hold for any payload. Every bit pattern is legal, so random bytes are all the generator there is.
/// A failure names the seed; `-Dkdlab.seed=N` runs that seed first.
@Feature("2.4")
@Feature("3.1")
class MessagePropertiesTest {
    private static final int ROUNDS = 3000;
    private static final long FIRST_SEED = Long.getLong("kdlab.seed", 1);

    @ParameterizedTest
    @EnumSource(Machine.class)
    void anyPayloadIsAMessageThatEncodesToTheSameDeclaredBytes(Machine machine) {
        MessageCodec codec = MessageCodec.of(machine);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            int type = random.nextInt(PacketType.MAX + 2);
            Bytes payload = payload(random, type);
            KdMessage message = codec.decode(type, payload);
            Bytes mask = codec.declared(message);
            assertThat(mask.length()).as("seed %d", seed).isEqualTo(payload.length());
            assertThat(codec.encode(message)).as("seed %d %s", seed, message).isEqualTo(Masks.and(payload, mask));
            assertThat(codec.reply(payload, message)).as("seed %d", seed).isEqualTo(payload);
            assertThat(codec.decode(type, codec.encode(message)))
                    .as("seed %d", seed)
                    .isEqualTo(message);
            derived(message);
            assertThat(Oddity.in(message, machine)).as("seed %d", seed).isNotNull();
        }
    }

    /// What is cut off or added somewhere between the least and the most of a message changes nothing of that.
    @ParameterizedTest
    @EnumSource(Machine.class)
    void goldenPayloadsCutShortOrLongerAreMessagesToo(Machine machine) {
        MessageCodec codec = MessageCodec.of(machine);
        Random random = new Random(FIRST_SEED);
        for (Vector vector : Vector.all()) {
            if (!vector.packet().isEmpty()) {
                continue;
            }
            for (int round = 0; round < 40; round++) {
                Bytes payload = random.nextBoolean()
                        ? vector.bytes().slice(0, random.nextInt(vector.bytes().length() + 1))
                        : vector.bytes().concat(Bytes.zeros(random.nextInt(64)));
                KdMessage message = codec.decode(vector.type(), payload);
                derived(message);
                assertThat(Oddity.in(message, machine)).isNotNull();
                assertThat(codec.reply(payload, message))
                        .as("%s seed %d round %d", vector.name(), FIRST_SEED, round)
                        .isEqualTo(payload);
            }
        }
    }

    /// Everything a message can be asked answers, whatever the bytes were.
    private static void derived(KdMessage message) {
        assertThat(message.toString()).isNotEmpty();
        switch (message) {
            case StateChange change -> {
                assertThat(change.path()).isNotNull();
                assertThat(change.processorCount()).isPositive();
                assertThat(change.report().instructions().length()).isBetween(0, 16);
                if (change.body() instanceof ExceptionStop stop) {
                    assertThat(stop.validParameters()).hasSizeBetween(0, 15);
                }
            }
            case Manipulate manipulate -> assertThat(manipulate.processor()).isBetween(0, 0xffff);
            case DebugIo debug ->
                assertThat(debug.string()).hasSize(debug.text().length());
            case FileIo file -> assertThat(file.name()).isNotNull();
            case TraceIo _, ControlRequest _, Unknown _ -> {}
        }
    }

    private static Bytes payload(Random random, int type) {
        byte[] bytes = new byte[random.nextInt(20) == 0 ? random.nextInt(4001) : random.nextInt(320)];
        random.nextBytes(bytes);
        if (bytes.length >= 4 && random.nextInt(10) != 0) {
            int api = switch (type) {
                case PacketType.STATE_CHANGE64 -> 0x3030 + random.nextInt(4);
                case PacketType.DEBUG_IO -> 0x3230 + random.nextInt(3);
                case PacketType.FILE_IO -> 0x3430 + random.nextInt(5);
                default -> 0x3130 + random.nextInt(0x33);
            };
            return Bytes.of(bytes).with(0, Bytes.of((byte) api, (byte) (api >> 8), (byte) 0, (byte) 0));
        }
        return Bytes.of(bytes);
    }
}
