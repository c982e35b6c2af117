package io.kdlab.transport.ieee1394;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The configuration ROM: what is in one, and that nothing in one does harm.
@Feature("3.6")
class ConfigRomTest {
    private static final long SEED = 1394;

    @Test
    void theDebugEntryIsFound() {
        assertThat(rom(FakeNode.debugRom(0x9F000)).debugInfo()).isEqualTo(OptionalLong.of(0x9F000));
    }

    @Test
    void entriesOfOthersAreNotTakenForIt() {
        int[] other = FakeNode.debugRom(0x9F000);
        other[8] = 0x1C00005E;
        assertThat(rom(other).debugInfo()).isEmpty();
        int[] key = FakeNode.debugRom(0x9F000);
        key[9] = 0x1D000003;
        assertThat(rom(key).debugInfo()).isEmpty();
    }

    @Test
    void lengthsAreBoundedByWhatIsThere() {
        int[] rom = FakeNode.debugRom(0x9F000);
        rom[0] = 0xFF000000;
        assertThat(rom(rom).debugInfo()).as("a root directory beyond the end").isEmpty();
        rom = FakeNode.debugRom(0x9F000);
        rom[5] = 0xFFFF0000;
        assertThat(rom(rom).debugInfo()).as("a directory longer than the ROM").isEqualTo(OptionalLong.of(0x9F000));
        rom[5] = 0x00040000;
        assertThat(rom(rom).debugInfo()).as("one that ends before the entry").isEmpty();
        assertThat(new ConfigRom(Bytes.EMPTY).debugInfo()).isEmpty();
        assertThat(new ConfigRom(Bytes.ofHex("0403")).debugInfo()).isEmpty();
    }

    @Test
    void noRomDoesHarm() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextBoolean()) {
                bytes[3] = (byte) random.nextInt(6);
            }
            OptionalLong found = new ConfigRom(Bytes.of(bytes)).debugInfo();
            assertThat(found.orElse(0)).as("seed %d, round %d", SEED, i).isBetween(0L, 0xFF_FFFFL);
        }
    }

    private static ConfigRom rom(int[] quadlets) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * quadlets.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int quadlet : quadlets) {
            bytes.putInt(quadlet);
        }
        return new ConfigRom(Bytes.of(bytes.array()));
    }
}
