package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Children;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first thing that people try.
final class DemoScenario {
    @Test
    @Feature(value = "2.2", on = On.PROCESS)
    @Feature(value = "2.3", on = On.SIM)
    void printedCommandsWorkAsPrintedAndNothingIsLeft(@TempDir Path folder) throws Exception {
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        Program program = Program.in(folder).withJavaOptions("-Djava.io.tmpdir=" + tmp);
        Set<String> before = files(folder);
        try (Dialogue demo = program.start("demo")) {
            demo.expect("The lab API is at https://127\\.0\\.0\\.1:\\d+ ");
            String printed =
                    demo.expect("(  export KDLAB_HOME=.*?)\\n\\nCTRL\\+C").group(1);
            List<String> commands = printed.lines().map(String::strip).toList();
            assertThat(commands).hasSize(5);

            assertThat(shell(commands.get(0), commands.get(1)))
                    .contains("sim-1")
                    .contains("sim-2");
            assertThat(shell(commands.get(0), commands.get(2))).contains("sim-1 is yours until");
            try (Dialogue attach = Dialogue.onTerminal(
                    "attach", new ProcessBuilder("sh", "-c", commands.get(0) + "; exec " + commands.get(3)))) {
                attach.expect("Kernel Debugger connection established|Connected to");
                attach.press('c');
                attach.expect("Break instruction exception - code 80000003");
                attach.expect("kd> $");
                attach.say("r");
                attach.expect("rip=[0-9a-f]{16}");
                attach.say("k");
                attach.expect("Child-SP");
                attach.say("lm");
                attach.expect("start +end +module name");
                attach.say("q");
                attach.expect("Left; the session stays as it is\\.");
            }
            assertThat(shell(commands.get(0), commands.get(4))).contains("given back");

            demo.interrupt();
            assertThat(demo.process().waitFor(Dialogue.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            Waiting.until(
                    "all processes of the demo end",
                    Dialogue.LIMIT,
                    () -> demo.process().descendants().findAny().isEmpty());
        }
        assertThat(files(folder)).isEqualTo(before);
    }

    private static String shell(String... lines) throws IOException, InterruptedException {
        Process shell =
                Children.start(new ProcessBuilder("sh", "-ec", String.join("\n", lines)).redirectErrorStream(true));
        shell.getOutputStream().close();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(printed).isZero();
        return printed;
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return new TreeSet<>(found.map(Path::toString)
                    // HotSpot's own counters and the lock directory of the machine are no leftovers.
                    .filter(path -> !path.contains("hsperfdata")
                            && !path.startsWith(folder.resolve("run").toString()))
                    .toList());
        }
    }
}
