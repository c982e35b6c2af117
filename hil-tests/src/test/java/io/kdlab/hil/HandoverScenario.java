package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bench and service on one wire.
final class HandoverScenario {
    private static final String TARGET = "lab-1";

    @Test
    @Feature(value = "2.8", on = On.QEMU)
    @Feature(value = "K02", on = On.QEMU)
    void benchAndServiceTakeTurns(@TempDir Path folder) throws Exception {
        TargetKernel kernel = TargetKernel.layout("A");
        try (Qemu machine = Qemu.onPty(kernel);
                Box box = Box.start(folder, Map.of(TARGET, "wire: " + machine.wire()))) {
            Program bench = box.admin();
            box.take(TARGET);

            String held = bench.ended(1, "kd", "-k", machine.wire(), "-b", "-c", "r");
            assertThat(held.strip())
                    .as("one line: holder, lease, its end, and what to do")
                    .doesNotContain("\n")
                    .contains("kdlab serve")
                    .contains("admin")
                    .containsPattern("until \\d{4}-\\d\\d-\\d\\d")
                    .contains("kdlab release " + TARGET);

            try (Debugger front = box.attach(TARGET, "-b")) {
                front.expect("Break instruction exception - code 80000003");
                assertThat(bench.done("release", TARGET))
                        .contains("released " + TARGET)
                        .contains("kdlab kd -k");
                front.expect("released to the bench|box operator");
            }
            try (Debugger kd = new Debugger(bench.start("kd", "-k", machine.wire(), "-b"))) {
                kd.expect("first chance\\)");
                assertThat(kd.run("r")).contains("rip=");
                assertThat(targets(box)).contains("bench");
                quit(kd);
            }
            Waiting.until(
                    "the service has the wire again",
                    Dialogue.LIMIT,
                    () -> !targets(box).contains("bench"));

            box.take(TARGET);
            box.kill();
            String refused = bench.ended(1, "kd", "-k", machine.wire(), "-b", "-c", "r");
            assertThat(refused.strip()).doesNotContain("\n").contains("admin").contains("--yes");
            try (Debugger kd = new Debugger(bench.start("kd", "-k", machine.wire(), "-b", "--yes"))) {
                kd.expect("first chance\\)");
                assertThat(kd.run("r")).contains("rip=");
                box.startAgain();
                Waiting.until(
                        "the service says who has the port",
                        Dialogue.LIMIT,
                        () -> targets(box).contains("bench"));
                quit(kd);
            }
            Waiting.until(
                    "the service takes the free port",
                    Dialogue.LIMIT,
                    () -> !targets(box).contains("bench"));
            try (Debugger front = box.attach(TARGET, "-b")) {
                front.expect("Break instruction exception - code 80000003");
                assertThat(front.run("r")).contains("rip=");
            }
        }
    }

    private static void quit(Debugger kd) throws IOException, InterruptedException {
        kd.dialogue().say("q resume");
        assertThat(kd.dialogue().end(Dialogue.LIMIT)).isZero();
    }

    private static String targets(Box box) throws IOException, InterruptedException {
        return box.admin().done("targets");
    }
}
