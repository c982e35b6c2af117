package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.hil.bench.Box;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console as a person at a terminal has it, over a real pty; and the same output at the bench and through the box.
final class ConsoleScenario {
    private static final String STOPPED = "Break instruction exception - code 80000003";
    private static final String PROMPT = "kd> $";

    @TempDir
    private Path folder;

    @Test
    void aPersonAtATerminalHasCompletionHistoryPagesAndStatus() throws Exception {
        Program bench = Program.in(folder);
        Path capture = folder.resolve("bench.pcapng");
        try (Dialogue kd = bench.onTerminal("kd", "-k", "sim:x64,seed=1", "-b", "--capture", capture.toString())) {
            kd.expect(STOPPED);
            kd.expect(PROMPT);
            completes(kd);
            pages(kd);
            linesAreNotGarbled(kd);
            assertThat(kd.written())
                    .as("the status line, away from what is typed")
                    .containsPattern("\u001b\\[60;1H[^\\n]*stopped: Break instruction")
                    .contains("running | capture on");
            kd.say(".echo password=rabbit");
            kd.expect("password=rabbit.*" + PROMPT);
        }
        Path history = folder.resolve("home/history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(history)).contains(":dt nt!_EPROCESS\n").doesNotContain("rabbit");
    }

    private static void completes(Dialogue kd) throws IOException, InterruptedException {
        kd.type(".echot\t");
        kd.press('u');
        kd.type("dt nt!_EPRO\t");
        kd.expect("dt nt!_EPROCESS");
        kd.say("");
        kd.expect("ImageFileName.*" + PROMPT);
        kd.say("");
        kd.expect("ImageFileName.*" + PROMPT);
    }

    private static void pages(Dialogue kd) throws IOException, InterruptedException {
        kd.say(".help");
        kd.expect("--More--");
        kd.type(" ");
        // A page that is not full yet does not stop, and a redrawn question is not the next one: the second page it is.
        kd.expect("sxe \\[-c.*--More--");
        kd.type("q");
        kd.expect(PROMPT);
        kd.say("? 2+3");
        kd.expect("= 00000000`00000005.*" + PROMPT);
    }

    /// The simulated kernel prints while somebody types; a piece of a line is whole where it ends.
    private static void linesAreNotGarbled(Dialogue kd) throws IOException, InterruptedException {
        kd.say("g");
        kd.expect("\\(CTRL\\+C breaks in\\) ");
        kd.type("r ri");
        kd.expect("heartbeat|tick|simkernel");
        kd.type("p");
        kd.expect("\\(CTRL\\+C breaks in\\) r rip$");
        kd.press('u');
        kd.press('c');
        kd.expect(STOPPED);
        kd.expect(PROMPT);
    }

    /// One target that stands still, at the bench and then through a box.
    @Test
    void benchAndBoxSayTheSameByteForByte() throws Exception {
        List<String> commands = List.of(
                "r",
                "k",
                "kn",
                "lm",
                "u rip L4",
                "db rsp L40",
                "dqs rsp L4",
                "dt nt!_EPROCESS",
                "x nt!Kd*",
                "ln rip",
                "? 1+2*3",
                "bl",
                ".hh ba",
                "nosuch",
                "db 0 L10");
        Path pipe = folder.resolve("kd.sock");
        Program bench = Program.in(folder);
        try (Dialogue sim = bench.start("sim", "--pipe", pipe.toString())) {
            Matcher started = sim.expect("-k (\\S+) -y (\\S+)");
            String wire = started.group(1);
            String symbols = started.group(2);
            Map<String, String> atTheBench = new LinkedHashMap<>();
            try (Debugger kd = new Debugger(bench.start("kd", "-k", wire, "-y", symbols, "-b"))) {
                kd.expect(STOPPED);
                kd.run("r rip");
                for (String command : commands) {
                    atTheBench.put(command, kd.run(command));
                }
                kd.dialogue().say("q");
                assertThat(kd.dialogue().end(Dialogue.LIMIT)).isZero();
            }
            try (Box box = Box.start(
                    folder.resolve("box"), Map.of("sim-1", "wire: %s\nsymbols: %s".formatted(wire, symbols)))) {
                box.take("sim-1");
                Waiting.until(
                        "the box finds it stopped",
                        Dialogue.LIMIT,
                        () -> box.admin().done("targets").contains("stopped"));
                try (Debugger attach = box.attach("sim-1")) {
                    attach.run("r rip");
                    for (String command : commands) {
                        assertThat(attach.run(command)).as(command).isEqualTo(atTheBench.get(command));
                    }
                }
            }
        }
    }
}
