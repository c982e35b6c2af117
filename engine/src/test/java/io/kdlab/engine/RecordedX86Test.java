package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.X86;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.target.DebuggerData;
import io.kdlab.value.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session on the x86 kernel of the recording `reactos-i386-session`. What is expected stands in the recorder's own
/// notes.
@Feature(value = "3.1", on = On.REPLAY)
class RecordedX86Test {
    @TempDir
    private Path folder;

    private EngineBench bench;

    @BeforeEach
    void open() throws IOException {
        open("reactos-i386-session");
    }

    private void open(String recording) throws IOException {
        Path file = folder.resolve(recording);
        String path = "/kd/recordings/" + recording + ".pkt.jsonl.gz";
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(path), path)) {
            Files.copy(in, file);
        }
        bench = new EngineBench("replay:" + file);
        bench.driver.awaitScreen("Break instruction exception - code 80000003 (first chance)");
        bench.awaitState(EngineStatus.State.STOPPED);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void attachKnowsTheMachineAndItsModules() {
        assertThat(bench.engine.machinery().session().target().architecture()).isEqualTo(X86.INSTANCE);
        assertThat(bench.driver.screen())
                .contains("Connected to Windows 3790 x86 compatible target at (")
                .contains(", ptr64 FALSE")
                .contains("Kernel base = 0x80400000 PsLoadedModuleList = 0x806410a4");
        assertThat(bench.driver.run(".reload; lm"))
                .contains("80400000 806a1000   nt ")
                .contains("806a1000 80889000   hal ")
                .contains("80094000 8009e000   kdcom ")
                .contains("f8b74000 f8b7d000   nmidebug ")
                .satisfies(text -> assertThat(text.lines().filter(line -> line.matches("[0-9a-f]{8} [0-9a-f]{8}   .*")))
                        .hasSize(30));
        assertThat(bench.engine.status().detail()).endsWith(" at 8059cece");
    }

    /// Who comes later meets a kernel that has its data block; at the earliest stop nobody had read it.
    @Test
    void theDataBlockIsFoundByPointersOf32Bits() throws IOException {
        bench.close();
        open("reactos-i386-late");
        DebuggerData data =
                bench.engine.machinery().session().target().debuggerData().orElseThrow();
        assertThat(data.block().length()).isEqualTo(0x318);
        assertThat(data.field(DebuggerData.PS_LOADED_MODULE_LIST)).contains(Address.parse("ffffffff`806410a4"));
        assertThat(data.field(DebuggerData.BREAKPOINT_WITH_STATUS)).contains(Address.parse("ffffffff`8059cece"));
    }

    @Test
    void registersAreShownAsX86ShowsThem() {
        assertThat(bench.driver.run("r"))
                .startsWith("eax=00000001 ebx=")
                .contains("\neip=8059cece esp=f8658218 ebp=f865824c iopl=0         nv up ei pl nz na po nc\n")
                .contains("\ncs=0008  ss=0010  ds=0023  es=0023  fs=0030  gs=0000             efl=00200202\n")
                .contains("8059cece cc              int     3\n");
        assertThat(bench.driver.run("r eip, ax, zf, cr0, idtl, kdr7").strip())
                .isEqualTo("eip=8059cece ax=0001 zf=0 cr0=80010031 idtl=07ff kdr7=00000400");
        assertThat(bench.driver.run("? @eip")).endsWith("= 8059cece\n");
        assertThat(bench.driver.run("? @$ptrsize")).contains("= 00000004");
    }

    @Test
    void memoryIsReadByShortAddresses() {
        assertThat(bench.driver.run("db 80400000 L10"))
                .isEqualTo("80400000  4d 5a 90 00 03 00 00 00-04 00 00 00 ff ff 00 00  MZ..............\n");
        assertThat(bench.driver.run("dp 806410a4 L1")).isEqualTo("806410a4  b1420e18\n");
        assertThat(bench.driver.run("dq 806410a4 L1")).matches("806410a4  b1[0-9a-f]{6}`b1420e18\n");
        assertThat(bench.driver.run("db 1000 L1")).contains("00001000  ??");
        assertThat(bench.driver.run("k"))
                .contains(" # ChildEBP RetAddr  Call Site\n00 ")
                .contains("nt+0x19cece");
    }

    @Test
    void aBreakpointIsHitAndStepsGoOn() {
        bench.driver.run("g");
        assertThat(bench.driver.run("r")).contains("eip=8059cece esp=f85086a0 ebp=f85086d4");
        assertThat(bench.driver.run("bp 804628d9; bl")).contains("804628d9");
        assertThat(bench.driver.run("g"))
                .contains("Breakpoint 0 hit\n")
                .contains("804628d9 55              push    ebp\n");
        assertThat(bench.driver.run("r"))
                .contains("eip=804628d9 esp=f85081a0 ebp=f85083ac")
                .contains("efl=00200282");
        bench.driver.run("bc *");
        assertThat(bench.driver.run("t; r eip")).contains("eip=804628da");
        assertThat(bench.driver.run("t; r eip")).contains("eip=804628dc");
        assertThat(bench.driver.run("t; r eip")).contains("eip=804628dd");
        assertThat(bench.driver.run("bp 804628d9; g"))
                .contains("Breakpoint 0 hit\n")
                .contains("804628d9");
        assertThat(bench.driver.screen()).doesNotContain("what follows is what was recorded");
    }
}
