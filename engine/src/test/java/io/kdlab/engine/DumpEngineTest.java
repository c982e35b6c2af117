package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.dump.DumpFile;
import io.kdlab.dump.DumpStub;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.Role;
import io.kdlab.value.Epoch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dump written over a wire opens again and answers as the target did.
@Feature(value = "G04", on = On.SIM)
final class DumpEngineTest {
    private static final List<String> QUESTIONS = List.of(
            "r",
            "k",
            "kv",
            "lm",
            "lmvm nt",
            "u rip L8",
            "dqs rsp L20",
            "x nt!Sim*",
            "dt nt!_KPRCB",
            "!error 5",
            "vertarget",
            ".bugcheck",
            "db nt L100",
            "dq nt!KiProcessorBlock L2",
            "? nt!KdVersionBlock",
            "r cr0, cr3, cr4, dr7, gdtr, idtr",
            "~");

    @TempDir
    private Path folder;

    @Test
    void aDumpAnswersAsTheTargetDid() throws IOException {
        Path file = folder.resolve("memory.dmp");
        List<String> live;
        try (var bench = EngineBench.stopped("sim:x64,seed=4,cpus=2")) {
            assertThat(bench.driver.run(".dump /k /c \"two of them\" " + file))
                    .contains("Creating " + file + " - Kernel memory dump")
                    .containsPattern("Dump successfully written: [0-9]{2,} pages\n");
            // Images that were reported while the target booted have no time stamp until the list is read.
            bench.driver.run(".reload");
            live = QUESTIONS.stream().map(bench.driver::run).toList();
            assertThat(bench.driver.run(".dump /k " + file)).contains(file + " is there already; /o replaces it");
            assertThat(bench.driver.run(".dump /k /o " + file)).contains("successfully");
            assertThat(bench.driver.run(".dump /m " + file)).contains("Minidumps are not written");
            assertThat(bench.driver.run(".dump " + file)).contains("/f all of the memory");
            assertThat(bench.driver.run(".dump /f " + folder.resolve("full.dmp")))
                    .contains("does not tell what memory it has");
        }
        var stub = new DumpStub(DumpFile.open(file), Clock.systemUTC());
        try (HostEngine engine =
                HostEngine.over(stub, EngineOptions.bench(stub.wire(), EngineBench.symbols(), Epoch.NONE))) {
            var reader = new EngineBench.Listener(engine, "alice", Role.DRIVE);
            EngineBench.await("stopped", () -> engine.status().state() == EngineStatus.State.STOPPED);
            reader.awaitScreen("Loading Dump File [" + file + "]");
            reader.awaitScreen("Kernel Bitmap Dump File");
            assertThat(reader.screen()).doesNotContain("Waiting to reconnect", "connection established");
            for (int n = 0; n < QUESTIONS.size(); n++) {
                assertThat(withoutTimes(reader.run(QUESTIONS.get(n))))
                        .as(QUESTIONS.get(n))
                        .isEqualTo(withoutTimes(live.get(n)));
            }
            assertThat(reader.run("~1s")).doesNotContain("does not tell");
            assertThat(reader.run("r rip")).contains("rip=");
            for (String change : List.of("g", "p", "eb nt 90", "r rax=1", "bp nt!SimHotFunction; g", ".reboot")) {
                assertThat(reader.run(change)).as(change).contains("this is a dump");
            }
            assertThat(engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
        }
    }

    /// A simulated target does not tell a time, so the engine's own stands there.
    private static String withoutTimes(String text) {
        return text.replaceAll("Debug session time: .*", "Debug session time");
    }
}
