package io.kdlab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jazzer on every target: a minute in all in `packaging/bin/check`, hours on purpose:
/// `./mvnw test -pl kd-transports -Dtest=FuzzRunTest -Dkdlab.fuzz.seconds=3600 [-Dkdlab.fuzz.target=MessageFuzz]`.
/// Each runs in a JVM with little memory, so that an allocation by a length that lies ends it.
@Feature("3.10")
class FuzzRunTest {
    private static final Duration ALL = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("kdlab.seed", 1);
    private static final int SECONDS = seconds();

    static Stream<Class<?>> targets() {
        String only = System.getProperty("kdlab.fuzz.target", "");
        return FuzzTargets.ALL.stream()
                .filter(target -> only.isEmpty() || target.getSimpleName().equals(only));
    }

    private static int seconds() {
        boolean check = Boolean.getBoolean("kdlab.check");
        return Integer.getInteger("kdlab.fuzz.seconds", check ? (int) ALL.toSeconds() / FuzzTargets.ALL.size() : 0);
    }

    @ParameterizedTest
    @MethodSource("targets")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void noInputCrashesHangsOrEatsMemory(Class<?> target, @TempDir Path folder) throws Exception {
        assumeTrue(SECONDS > 0, "fuzzing takes a minute: packaging/bin/check does it, or -Dkdlab.fuzz.seconds=N");
        Path log = folder.resolve("log");
        Process fuzzer = start(target, folder, log);
        boolean ended = fuzzer.waitFor(SECONDS * 5L + 60, TimeUnit.SECONDS);
        fuzzer.destroyForcibly();
        String printed = Files.readString(log);
        assertThat(ended).as("%s did not end: %s", target, printed).isTrue();
        assertThat(fuzzer.exitValue())
                .as("seed %d: the input stands below; put it into %s\n%s", SEED, corpus(target), printed)
                .isZero();
        assertThat(printed).as("it ran").contains("Done ");
        System.out.println(target.getSimpleName() + ": "
                + printed.lines()
                        .filter(line -> line.startsWith("Done "))
                        .findFirst()
                        .orElse("") + ", seed " + SEED);
    }

    private static Process start(Class<?> target, Path folder, Path log) throws IOException {
        Path found = Files.createDirectory(folder.resolve("found"));
        List<String> command = List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.kdlab.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-seed=" + SEED,
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-max_len=9000",
                found.toString(),
                corpus(target).toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static Path corpus(Class<?> target) {
        return FuzzCorpusTest.CORPUS.resolve(target.getSimpleName()).toAbsolutePath();
    }
}
