package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A session on the x86 machine that executes: breakpoints, steps and stacks are those of real 32-bit code.
@Feature(value = "3.1", on = On.SIM)
class SimX86Test {
    private static final List<String> CALLERS = List.of(
            "nt!SimHotFunction",
            "nt!SimBorrow",
            "simdrv32!SimDrvTransform",
            "nt!SimCrunch",
            "nt!SimStage",
            "nt!SimPump",
            "nt!SimWorkerThread",
            "nt!_KiThreadStartup");

    private EngineBench bench;

    @BeforeEach
    void open() {
        bench = new EngineBench("sim:x86,seed=3");
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void attachKnowsItsModules() {
        assertThat(bench.driver.screen())
                .contains("7601 x86 compatible target at (")
                .contains(", ptr64 FALSE");
        assertThat(bench.driver.run("lm"))
                .contains("start    end        module name\n")
                .containsPattern("(?m)^80e00000 80e[0-9a-f]{5}   nt ")
                .containsPattern("(?m)^f8300000 f830[0-9a-f]{4}   simdrv32 ");
    }

    @Test
    void theStackIsTheSameAtTheEntryBehindThePushAndInTheFrame() {
        assertThat(bench.driver.run("bp nt!SimHotFunction; g")).contains("Breakpoint 0 hit\nnt!SimHotFunction:\n");
        assertThat(callers()).containsExactlyElementsOf(CALLERS);
        assertThat(bench.driver.run("t")).contains("mov     ebp,esp\n");
        assertThat(callers()).containsExactlyElementsOf(CALLERS);
        bench.driver.run("t");
        assertThat(callers()).containsExactlyElementsOf(CALLERS);
        assertThat(bench.driver.run("gu")).contains("nt!SimBorrow+0x");
        assertThat(callers()).containsExactlyElementsOf(CALLERS.subList(1, CALLERS.size()));
    }

    /// Symbol names of `k`, without their offsets.
    private List<String> callers() {
        String stack = bench.driver.run("k");
        assertThat(stack).doesNotContain("the stack goes on");
        return stack.lines()
                .skip(1)
                .map(line -> line.split(" ")[3].replaceAll("\\+.*", ""))
                .toList();
    }

    @Test
    void aWriteIsCaughtByADebugRegister() {
        assertThat(bench.driver.run("ba w4 nt!SimCounter; g"))
                .contains("Breakpoint 0 hit\n")
                .contains("nt!SimHotFunction+0x");
        assertThat(bench.driver.run("r kdr0, kdr7")).contains("kdr0=80e0");
    }

    @Test
    void aFaultBecomesABugCheckWithItsNumbers() {
        assertThat(bench.driver.run("ed nt!SimFault 1; g"))
                .contains("Integer divide-by-zero - code c0000094 (first chance)\n")
                .contains("dword ptr [ebp-4] ss:0010:")
                .contains("=00000000\n");
        assertThat(bench.driver.run("g")).contains("BugCheck 1E, {c0000094, 80e0");
        assertThat(bench.driver.run(".bugcheck"))
                .startsWith("Bugcheck code 0000001E\nArguments c0000094 80e0")
                .contains("KMODE_EXCEPTION_NOT_HANDLED");
    }
}
