package io.kdlab.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A decoder says how many bytes each find took, so that a capture can cut the same bytes.
@Feature("3.8")
class PassedBytesTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void everyByteIsPassedOnceOnAnyWire(Role role) {
        for (PacketDialect dialect : List.of(PacketDialect.STREAM, PacketDialect.BARE)) {
            for (long seed = 0; seed < 200; seed++) {
                run(role, dialect, seed);
            }
        }
    }

    private static void run(Role role, PacketDialect dialect, long seed) {
        Random random = new Random(seed);
        PacketDecoder decoder = new PacketDecoder(dialect, role);
        List<Long> passed = new ArrayList<>();
        long fed = 0;
        for (int i = 0; i < 20; i++) {
            byte[] chunk = chunk(random, dialect);
            fed += chunk.length;
            decoder.feed(Unpooled.wrappedBuffer(chunk), found -> {
                long before = passed.isEmpty() ? 0 : passed.getLast();
                if (found instanceof Inbound.Packet(KdPacket.Control _)) {
                    assertThat(decoder.passed() - before).as("seed %d", seed).isGreaterThanOrEqualTo(16);
                }
                passed.add(decoder.passed());
            });
            if (random.nextInt(4) == 0) {
                decoder.lineIdle(_ -> passed.add(decoder.passed()));
            }
        }
        decoder.lineIdle(_ -> {});
        assertThat(passed).as("seed %d", seed).isSorted();
        assertThat(decoder.passed()).as("seed %d of %s %s", seed, role, dialect).isEqualTo(fed);
    }

    /// A packet, sometimes with a byte changed or cut, sometimes any bytes.
    private static byte[] chunk(Random random, PacketDialect dialect) {
        byte[] bytes = PacketEncoder.encode(
                        random.nextBoolean()
                                ? new KdPacket.Control(PacketType.ACKNOWLEDGE, 0x80800000)
                                : new KdPacket.Data(PacketType.DEBUG_IO, 0x80800001, Bytes.zeros(random.nextInt(40))),
                        dialect)
                .toByteArray();
        return switch (random.nextInt(5)) {
            case 0 -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt(256);
                yield bytes;
            }
            case 1 -> Bytes.of(bytes, 0, random.nextInt(bytes.length)).toByteArray();
            case 2 -> Bytes.of((byte) 0x62).toByteArray();
            default -> bytes;
        };
    }
}
