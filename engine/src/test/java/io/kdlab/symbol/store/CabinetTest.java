package io.kdlab.symbol.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cabinets that `gcab` makes hold what we find in them.
@Feature("M06")
class CabinetTest {
    private static final long MOST = 1 << 24;

    @TempDir
    Path directory;

    /// Text that compresses well, with references far back, and some noise that does not.
    private static byte[] content(int length, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(
                    random.nextInt(4) == 0
                            ? Long.toString(random.nextLong(), 36)
                            : "the quick brown fox jumps over symbol " + random.nextInt(50));
        }
        return text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "32767", "32768", "32769", "65536", "1000003"})
    void whatWasPackedComesOut(int length) throws IOException {
        byte[] content = content(length, length);
        for (boolean compressed : new boolean[] {true, false}) {
            Path cabinet = PackedFile.pack(directory, "file.pdb", content, compressed);
            Path out = directory.resolve("out");
            Cabinet.expand(cabinet, out, MOST);
            assertThat(Files.readAllBytes(out)).isEqualTo(content);
        }
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsExpanded() throws IOException {
        Path cabinet = PackedFile.pack(directory, "file.pdb", content(5000, 1), true);
        Path out = directory.resolve("out");
        assertThatThrownBy(() -> Cabinet.expand(cabinet, out, 4999))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("5000 bytes, more than 4999");
        assertThat(Files.size(out)).isZero();
    }

    @Test
    void otherMethodsAreRefusedByName() throws IOException {
        Path cabinet = PackedFile.pack(directory, "file.pdb", content(5000, 1), true);
        byte[] bytes = Files.readAllBytes(cabinet);
        bytes[36 + 6] = 3;
        Files.write(cabinet, bytes);
        assertThatThrownBy(() -> Cabinet.expand(cabinet, directory.resolve("out"), MOST))
                .hasMessageContaining("LZX")
                .hasMessageContaining(cabinet.toString());
    }

    @Test
    void damagedCabinetsAreRefusedInOneLine() throws IOException {
        long seed = 20261125;
        Random random = new Random(seed);
        byte[] content = content(70000, 3);
        byte[] whole = Files.readAllBytes(PackedFile.pack(directory, "file.pdb", content, true));
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] damaged = round % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (damaged.length > 0) {
                int place = random.nextBoolean() ? random.nextInt(damaged.length) : random.nextInt(80);
                damaged[Math.min(place, damaged.length - 1)] ^= (byte) (1 + random.nextInt(255));
            }
            Path cabinet = Files.write(directory.resolve("damaged.cab"), damaged);
            Path out = directory.resolve("out");
            try {
                Cabinet.expand(cabinet, out, MOST);
                // Names, dates and the like do not matter.
                assertThat(Files.size(out)).as("seed %d round %d", seed, round).isLessThanOrEqualTo(content.length);
            } catch (IOException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d round %d", seed, round)
                        .startsWith(cabinet.toString())
                        .doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(200);
    }
}
