package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An engine on a recorded kernel shows what that kernel showed.
@Feature(value = "3.8", on = On.REPLAY)
class ReplayEngineTest {
    @TempDir
    private Path folder;

    @Test
    void aRecordedReactOsKernelIsDebugged() throws IOException {
        try (EngineBench bench = new EngineBench("replay:" + recording("reactos-amd64-session"))) {
            bench.driver.awaitScreen("Break instruction exception - code 80000003 (first chance)");
            bench.awaitState(EngineStatus.State.STOPPED);
            // The recorder's own notes say: pc fffff80000587d12 at the break-in, ntoskrnl.exe@fffff80000400000+27a000,
            // hal.dll@fffff80000257000+86000, 4d5a9000… at the kernel's base.
            assertThat(bench.driver.run("r"))
                    .contains("rip=fffff80000587d12")
                    .contains("rsp=fffff8000063c9a8")
                    .contains("nt+0x187d12:")
                    .contains("int     3");
            assertThat(bench.driver.run("lm"))
                    .contains("fffff800`00400000 fffff800`0067a000   nt ")
                    .contains("fffff800`00257000 fffff800`002dd000   hal ")
                    .contains("fffff880`0524e000 fffff880`0525c000   pci ");
            assertThat(bench.driver.run("db fffff80000400000 L10"))
                    .contains("4d 5a 90 00 03 00 00 00-04 00 00 00 ff ff 00 00  MZ");
            assertThat(bench.driver.run("k")).contains("00 fffff800`0063c9a8").contains("nt+0x187d12");
        }
    }

    /// Unrecorded memory is shown as unknown, never as something else, and what was missing is said.
    @Test
    void whatWasNotRecordedIsSaidAndShownAsUnknown() throws IOException {
        try (EngineBench bench = new EngineBench("replay:" + recording("reactos-amd64-late"))) {
            bench.awaitState(EngineStatus.State.STOPPED);
            assertThat(bench.driver.run("dq rsp L2")).contains("????????`???????? ????????`????????");
            bench.driver.awaitScreen("replay: not recorded: ReadMemory fffff800`0063ca");
            assertThat(bench.driver.run("ed fffff80000400000 1")).contains("fffff800`00400000");
            bench.driver.awaitScreen("replay: not recorded: WriteMemory");
        }
    }

    private Path recording(String name) throws IOException {
        Path file = folder.resolve(name);
        String path = "/kd/recordings/" + name + ".pkt.jsonl.gz";
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(path), path)) {
            Files.copy(in, file);
        }
        return file;
    }
}
