package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.capture.CapturedFrame;
import io.kdlab.capture.Recording;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Box;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import io.kdlab.hil.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What passed is written down, shown while it passes, and played again.
final class RecordingScenario {
    private static final String STOPPED = "Break instruction exception - code 80000003";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /// The target is gone; its registers, modules, stack and memory are in the file.
    @Test
    @Feature(value = "3.8", on = On.QEMU)
    void aSessionWithAKernelIsDebuggedAgainFromItsCapture() throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        Path capture = folder.resolve("kernel.pcapng");
        String[] commands = {"r", "lm", "k", "db rip L40", "dd nt!HotCounter L1"};
        Map<String, String> live = new LinkedHashMap<>();
        try (Qemu machine = Qemu.onPipe(kernel, folder.resolve("kd.sock"));
                Debugger debugger = new Debugger(Program.in(folder)
                        .start(
                                "kd",
                                "-k",
                                machine.wire(),
                                "-b",
                                "-y",
                                kernel.folder().toString(),
                                "--capture",
                                capture.toString()))) {
            debugger.expect(STOPPED);
            for (String command : commands) {
                live.put(command, debugger.run(command));
            }
            debugger.dialogue().say("q");
            assertThat(debugger.dialogue().end(Dialogue.LIMIT)).isZero();
        }
        try (Debugger debugger = new Debugger(Program.in(folder)
                .start("kd", "-k", "replay:" + capture, "-y", kernel.folder().toString()))) {
            debugger.expect(STOPPED);
            for (String command : commands) {
                assertThat(debugger.run(command)).as(command).isEqualTo(live.get(command));
            }
            debugger.dialogue().say("db nt L10");
            debugger.expect("replay: not recorded: ReadMemory|MZ");
        }
    }

    @Test
    @Feature(value = "L15", on = On.PROCESS)
    void packetsAreShownWhileAPersonWantsThem() throws Exception {
        try (Dialogue kd = Program.in(folder).onTerminal("kd", "-k", "sim:x64", "-b")) {
            kd.expect(STOPPED);
            kd.expect("kd> $");
            kd.say("r rip");
            kd.expect("rip=");
            kd.expect("kd> $");
            assertThat(kd.printed()).as("off by default").doesNotContain("STATE_MANIPULATE");
            pressAltCtrlD(kd);
            kd.expect("packets are shown");
            kd.say("db fffff80012345000 L4");
            kd.expect("> STATE_MANIPULATE id=8080000[01] .*ReadMemory");
            kd.expect("< ACK id=8080000[01]");
            kd.expect("< STATE_MANIPULATE id=8080000[01] .*ReadMemory");
            pressAltCtrlD(kd);
            kd.expect("packets are shown no more");
        }
    }

    /// Who acts is named as `HOST\USER`.
    @Test
    @Feature(value = "3.8", on = On.SIM)
    void aBoxCapturesTheTargetsItIsToldToAndSaysWhoActed() throws Exception {
        Path captures = folder.resolve("captures");
        String wire = "wire: sim:x64,seed=1\ncapture: {folder: " + captures + ", size: 1MiB, keep: 3}";
        Path file = captures.resolve("sim-1.pcapng");
        try (Box box = Box.start(folder, Map.of("sim-1", wire, "sim-2", "wire: sim:x64,seed=2"))) {
            box.take("sim-1");
            try (Debugger attach = box.attach("sim-1", "-b")) {
                attach.expect(STOPPED);
                attach.run("bp rip+10");
            }
            Waiting.until("the act in the capture", Dialogue.LIMIT, () -> has(file, "act by .+\\\\admin: bp rip\\+10"));
            assertThat(Recording.read(file).link()).isEqualTo("sim-1");
            box.kill();
            assertThat(Recording.read(file).frames()).hasSizeGreaterThan(20);
        }
        try (var files = Files.list(captures)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    @Feature(value = "3.8", on = On.PROCESS)
    void aMistakeInACaptureIsOneLine() throws Exception {
        assertThat(Program.in(folder).ended(1, "kd", "-k", "sim:x64", "--capture", folder.toString(), "-c", "q"))
                .contains("--capture: " + folder + ": a folder; a capture needs the name of a file");
        Path yaml = folder.resolve("box.yml");
        Files.writeString(yaml, """
                store: %s
                targets:
                  rack-1:
                    wire: sim:x64
                    capture: {folder: /tmp/kdlab, size: 1KiB}
                """.formatted(folder.resolve("store")));
        assertThat(Program.in(folder).ended(1, "serve", yaml.toString()))
                .contains("targets.rack-1.capture: a capture file of 1024 bytes is too small: at least 65536");
        Files.writeString(yaml, Files.readString(yaml).replace("size: 1KiB", "sise: 1KiB"));
        assertThat(Program.in(folder).ended(1, "serve", yaml.toString()))
                .contains("unknown key \"targets.rack-1.capture.sise\"; known there: folder, keep, size");
    }

    private static void pressAltCtrlD(Dialogue kd) throws IOException {
        kd.press('[');
        kd.press('d');
    }

    private static boolean has(Path file, String comment) {
        try {
            return Files.exists(file)
                    && Recording.read(file).frames().stream()
                            .map(CapturedFrame::comment)
                            .anyMatch(text -> text.matches(comment));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
