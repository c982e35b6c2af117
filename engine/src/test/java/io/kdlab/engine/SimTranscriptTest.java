package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.command.Transcript;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that act, on the simulated machine: each transcript begins when the target has been broken into,
/// wherever it was then. What depends on that moment (registers, counters, times) and on how the image was linked
/// (the lower half of addresses, and code bytes that hold distances) is masked.
@Feature(value = "2.6", on = On.SIM)
@Feature(value = "M02", on = On.SIM)
@Feature(value = "M03", on = On.SIM)
@Feature(value = "M04", on = On.SIM)
@Feature(value = "M05", on = On.SIM)
@Feature(value = "M06", on = On.SIM)
@Feature(value = "4.5", on = On.SIM)
class SimTranscriptTest {
    private EngineBench bench;

    @BeforeEach
    void breakIn() {
        bench = new EngineBench("sim:x64,seed=3");
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"control.txt", "steps.txt", "contexts.txt", "modules.txt", "crash.txt"})
    void commandsActOnWhatIsExecuted(String name) throws IOException {
        Transcript.check(
                Transcript.DIRECTORY.resolve("sim").resolve(name),
                line -> normal(line.equals(".crash") ? crash() : bench.driver.run(line)));
    }

    @Test
    void targetSaysWhatItIsAndWhatTimeItHas() {
        assertThat(bench.driver.run("vertarget"))
                .contains("Kernel Version 7601 UP Free x64\n")
                .contains("Product: WinNt\n")
                .containsPattern(
                        "Debug session time: \\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} 2026 \\(UTC \\+ 0:00\\)\n")
                .containsPattern("System Uptime: 0 days 0:00:\\d\\d\\.\\d{3}\n");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void stepsThatNeedInstructionsRefuseWithoutTheDisassemblerAndNameItsPackage() {
        System.setProperty("kdlab.capstone", "/nonexistent/libcapstone.so");
        try {
            assertThat(bench.driver.run("p")).contains("libcapstone4");
            assertThat(bench.driver.run("gu")).contains("libcapstone4");
            assertThat(bench.driver.run("t")).doesNotContain("error");
            assertThat(bench.driver.run("u @rip L1")).contains("libcapstone4");
        } finally {
            System.clearProperty("kdlab.capstone");
        }
    }

    /// The command ends when the request is out; the bug check is a stop like any other, which comes later.
    private String crash() {
        int before = bench.driver.screen().length();
        bench.driver.run(".crash");
        bench.awaitState(EngineStatus.State.BUG_CHECK);
        EngineBench.await(
                "the place of the bug check",
                () -> bench.driver.screen().substring(before).endsWith("int     3\n"));
        return bench.driver.screen().substring(before);
    }

    /// Printed text of the target may come at any time, so it is left out.
    private static String normal(String text) {
        return text.replace(EngineBench.symbols(), "<symbols>")
                .replaceAll("(?m)^simkernel: .*\\n", "")
                .replaceAll("(?<![a-z0-9])(r[abcd]x|r[sd]i|rbp|r8|r9|r1[0-5])=[0-9a-f]{16}", "$1=................")
                .replaceAll("(rip|rsp)=([0-9a-f]{8})[0-9a-f]{8}", "$1=$2........")
                .replaceAll("(?m)^(iopl=0 +).*$", "$1...")
                .replaceAll("efl=[0-9a-f]{8}", "efl=........")
                .replaceAll("(?m)( [ds]s:[0-9a-f]{4}:[0-9a-f`]{17})=[0-9a-f?]+$", "$1=...")
                .replaceAll("(?m)^(\\S{17}) [0-9a-f]+( +[a-z]+ +.*\\([0-9a-f]{8}`)", "$1 ..............$2")
                .replaceAll("(?!0{8}`0{8})([0-9a-f]{8}`)[0-9a-f]{8}", "$1........")
                .replaceAll("(!(?:Ke|Ki|Rtl)\\w+\\+0x)[0-9a-f]+", "$1..")
                .replaceAll("(ImageSize: +)[0-9A-F]{8}", "$1........")
                .replaceAll("(Debug session time|System Uptime|debugger time): .*", "$1: ...");
    }
}
