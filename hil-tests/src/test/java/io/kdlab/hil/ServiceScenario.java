package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Box;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import io.kdlab.hil.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The box while people come and go. One box and one boot for all; each test begins with nobody holding the target.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ServiceScenario {
    private static final String TARGET = "lab-1";

    private @Nullable Qemu machine;
    private @Nullable Box box;
    private @Nullable Path journal;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        TargetKernel kernel = TargetKernel.layout("A");
        machine = Qemu.onPipe(kernel, folder.resolve("kd.sock"));
        box = Box.start(folder, Map.of(TARGET, "wire: %s\nsymbols: %s".formatted(machine.wire(), kernel.folder())));
        journal = folder.resolve("store/journal").resolve(TARGET + ".jsonl");
    }

    @AfterAll
    void stop() {
        if (box != null) {
            box.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    @BeforeEach
    void take() throws IOException, InterruptedException {
        box().take(TARGET);
    }

    @AfterEach
    void give() throws IOException, InterruptedException {
        if (targets().contains("admin")) {
            box().admin().done("give", TARGET);
        }
    }

    private Box box() {
        return Objects.requireNonNull(box);
    }

    private String targets() throws IOException, InterruptedException {
        return box().admin().done("targets");
    }

    private Debugger attachedAndStopped() throws IOException, InterruptedException {
        Debugger debugger = box().attach(TARGET, "-b");
        debugger.expect("Break instruction exception - code 80000003");
        debugger.run("r rip");
        return debugger;
    }

    private static void leave(Debugger debugger) throws IOException, InterruptedException {
        assertThat(debugger.dialogue().end(Dialogue.LIMIT)).isZero();
        assertThat(debugger.dialogue().printed()).contains("Left; the session stays as it is.");
    }

    private long heard(String what) throws IOException {
        Path file = Objects.requireNonNull(journal);
        try (var lines = Files.exists(file) ? Files.lines(file) : java.util.stream.Stream.<String>empty()) {
            return lines.filter(line -> line.contains(what)).count();
        }
    }

    private void awaitHeartbeat() throws IOException {
        long before = heard("heartbeat:");
        Waiting.until("the kernel prints", Dialogue.LIMIT, () -> heard("heartbeat:") > before);
    }

    @Test
    @Order(1)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "G06", on = On.QEMU)
    @Feature(value = "R15", on = On.QEMU)
    void whatWasPrintedWhileNobodyWasThereIsShownWithItsTime() throws Exception {
        // A kernel that found nobody at its first print is silent until somebody breaks in.
        try (Debugger first = attachedAndStopped()) {
            leave(first);
        }
        box().admin().done("give", TARGET);
        awaitHeartbeat();
        box().take(TARGET);
        try (Debugger debugger = attachedAndStopped()) {
            assertThat(debugger.dialogue().printed()).containsPattern("(?m)^\\[[0-9: -]+\\S*\\] heartbeat: tick \\d+");
        }
    }

    @Test
    @Order(2)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "K08", on = On.QEMU)
    @Feature(value = "R11", on = On.QEMU)
    void aFrontThatDiesLeavesTheSessionAsItIs() throws Exception {
        try (Debugger debugger = attachedAndStopped()) {
            debugger.run("bp nt!HotFunction");
            assertThat(debugger.run("g")).contains("Breakpoint 0 hit");
            debugger.dialogue().process().destroyForcibly();
        }
        try (Debugger again = box().attach(TARGET)) {
            assertThat(again.run("bl")).contains("0001 (0001) nt!HotFunction");
            long counter = again.register("ecx");
            again.run("g");
            assertThat(again.register("ecx"))
                    .as("nobody continued it meanwhile")
                    .isEqualTo(counter + 1);
            leave(again);
        }
    }

    @Test
    @Order(3)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "R03", on = On.QEMU)
    @Feature(value = "R04", on = On.QEMU)
    @Feature(value = "E03", on = On.QEMU)
    void twoFrontsOfOneHolderSeeTheSameSession() throws Exception {
        try (Debugger one = attachedAndStopped();
                Debugger two = box().attach(TARGET)) {
            two.run("r rip");
            one.run("? 1234 + 1");
            two.expect("admin>\\? 1234 \\+ 1\\n");
            two.expect("00001235");
            one.run("bp nt!HotFunction");
            one.run("g");
            two.expect("Breakpoint \\d+ hit");
            assertThat(two.register("ecx")).isEqualTo(one.register("ecx"));
        }
    }

    @Test
    @Order(4)
    @Feature(value = "2.7", on = On.QEMU)
    void anObserverSeesAndIsRefusedWithHolderAndEnd() throws Exception {
        try (Debugger driver = attachedAndStopped();
                Debugger observer = box().attach(TARGET, "--observe")) {
            observer.run("bl");
            assertThat(observer.register("rip")).isEqualTo(driver.register("rip"));
            observer.dialogue().say("g");
            observer.expect("needs the role drive.*" + TARGET + " is held by admin until \\d{4}-\\d\\d-\\d\\dT");
            driver.run("r rip");
        }
    }

    @Test
    @Order(5)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "G08", on = On.QEMU)
    void theEndOfALeaseRemovesBreakpointsAndResumes() throws Exception {
        try (Debugger debugger = attachedAndStopped()) {
            debugger.run("bp nt!HotFunction");
            box().admin().done("give", TARGET);
            debugger.expect("The session is over: you gave it back");
        }
        awaitHeartbeat();
        box().take(TARGET);
        try (Debugger next = attachedAndStopped()) {
            assertThat(next.run("bl")).doesNotContain("HotFunction");
            leave(next);
        }
    }

    @Test
    @Order(6)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "G08", on = On.QEMU)
    void leaveStoppedLeavesItStopped() throws Exception {
        try (Debugger debugger = attachedAndStopped()) {
            leave(debugger);
        }
        box().admin().done("give", TARGET, "--leave-stopped");
        assertThat(targets()).containsPattern(TARGET + " +stopped +-");
        box().take(TARGET);
        try (Debugger next = box().attach(TARGET)) {
            assertThat(next.run("r rip")).contains("rip=");
            leave(next);
        }
    }

    @Test
    @Order(7)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "W02", on = On.QEMU)
    void aLeaseOutlivesKillNine() throws Exception {
        box().kill();
        box().startAgain();
        assertThat(targets()).containsPattern(TARGET + " +\\w+ +admin ");
        try (Debugger debugger = attachedAndStopped()) {
            assertThat(debugger.run("vertarget")).contains("kdlab_layout_A");
            leave(debugger);
        }
    }

    @Test
    @Order(8)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "W02", on = On.QEMU)
    void afterKillNineTheBoxKnowsThatItWasItWhoStoppedTheTarget() throws Exception {
        try (Debugger debugger = attachedAndStopped()) {
            box().kill();
            debugger.expect("The session is over");
        }
        box().startAgain();
        Waiting.until("the stop is noticed", Dialogue.LIMIT, () -> targets().contains("stopped"));
        box().admin().done("give", TARGET);
        awaitHeartbeat();
        box().take(TARGET);
    }

    @Test
    @Order(9)
    @Feature(value = "2.7", on = On.QEMU)
    @Feature(value = "G03", on = On.QEMU)
    void aBugCheckThatNobodySawIsThereWithItsTime() throws Exception {
        try (Debugger debugger = attachedAndStopped()) {
            debugger.run("eq nt!KdTestArgument e2 11 22 33 44");
            debugger.run("ed nt!KdTestRequest 5");
            leave(debugger);
        }
        box().admin().done("give", TARGET);
        Waiting.until(
                "the bug check is noticed", Dialogue.LIMIT, () -> targets().contains("bug check"));
        box().take(TARGET);
        try (Debugger late = box().attach(TARGET)) {
            late.run("r rip");
            assertThat(late.dialogue().printed())
                    .containsPattern("(?m)^\\[[0-9: -]+\\S*\\].*\\*\\*\\* Fatal System Error: 0x000000e2");
            assertThat(late.run(".bugcheck")).contains("Bugcheck code 000000E2").contains("00000000`00000044");
            leave(late);
        }
        box().admin().done("give", TARGET);
        assertThat(targets()).as("what stopped by itself stays stopped").contains("bug check");
    }
}
