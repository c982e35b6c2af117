package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.store.LabStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real process, killed by a real SIGKILL, several times over on one file.
@Feature(value = "2.7", on = On.PROCESS)
final class SigkillTest {
    private static final int KILLS = 4;
    private static final long SEED = 20261120;

    private record Line(String what, String target, String epoch, String more) {
        static Line of(String text) {
            var words = text.split(" ");
            return new Line(words[0], words[1], words[2], words[3]);
        }

        long number() {
            return Long.parseLong(epoch);
        }

        String key() {
            return target + "@" + epoch;
        }
    }

    @TempDir
    private Path directory;

    @Test
    @Timeout(180)
    void whatWasAnsweredBeforeTheKillIsTrueAfterIt() throws IOException, InterruptedException {
        var random = new SplittableRandom(SEED);
        for (int life = 0; life < KILLS; life++) {
            liveAndDie(SEED + life, 40 + random.nextInt(120));
        }
        var lines = lines();
        assertThat(lines.stream().filter(line -> line.what().equals("READY"))).hasSize(KILLS);
        assertThat(lines.stream().filter(line -> line.what().equals("TOKEN"))).hasSize(1);
        try (var store = LabStore.sqlite(directory.resolve("lab.db"))) {
            check(lines, store);
        }
    }

    private static void check(List<Line> lines, LabStore store) {
        var history = store.leases().history(null, 1_000_000);
        var inStore = new HashMap<String, String>();
        var ended = new HashSet<String>();
        for (var past : history) {
            var key = past.lease().target() + "@" + past.lease().epoch();
            assertThat(inStore.put(key, past.lease().holder()))
                    .as("%s twice", key)
                    .isNull();
            if (past.cause() != null) {
                ended.add(key);
            }
        }
        var gate = new HashMap<String, Long>();
        var took = new HashSet<String>();
        for (var line : lines) {
            switch (line.what()) {
                case "GATE" -> {
                    long before = gate.getOrDefault(line.target(), 0L);
                    assertThat(line.number())
                            .as("gate after %d: %s", before, line)
                            .isGreaterThanOrEqualTo(before);
                    gate.put(line.target(), line.number());
                }
                case "TOOK" -> {
                    assertThat(took.add(line.key()))
                            .as("granted twice: %s", line)
                            .isTrue();
                    assertThat(inStore).as("granted and forgotten").containsEntry(line.key(), line.more());
                }
                case "ENDED", "TOLD" -> {
                    assertThat(ended).as("ended and risen again").contains(line.key());
                    assertThat(inStore)
                            .as("a box epoch somebody held")
                            .doesNotContainKey(line.target() + "@" + line.more());
                    assertThat(gate.get(line.target()))
                            .as("told before the gate moved: %s", line)
                            .isGreaterThanOrEqualTo(Long.parseLong(line.more()));
                }
                default -> assertThat(line.what()).isIn("TOKEN", "START", "READY", "CLEANED");
            }
        }
        assertThat(took).hasSizeGreaterThan(20);
        gate.forEach(
                (target, epoch) -> assertThat(store.epochs().current(target).number())
                        .as("epoch of " + target)
                        .isGreaterThanOrEqualTo(epoch));
    }

    private void liveAndDie(long seed, int linesToLive) throws IOException, InterruptedException {
        int before = Files.exists(trace()) ? lines().size() : 0;
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var box = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestlessBox.class.getName(),
                        directory.resolve("lab.db").toString(),
                        trace().toString(),
                        Long.toString(seed))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out-%d.txt".formatted(seed)).toFile())
                .start();
        try {
            await("life of seed " + seed)
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !box.isAlive() || lines().size() > before + linesToLive);
            assertThat(box.isAlive())
                    .as("the box died by itself, see out-%d.txt", seed)
                    .isTrue();
        } finally {
            // SIGKILL on every Unix.
            box.destroyForcibly();
            assertThat(box.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path trace() {
        return directory.resolve("trace.txt");
    }

    private List<Line> lines() throws IOException {
        if (!Files.exists(trace())) {
            return List.of();
        }
        var text = Files.readString(trace());
        // A reader may see the file between two writes, never within one; still, an unfinished line is none.
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Line::of)
                .toList();
    }
}
