package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import org.junit.jupiter.api.Test;

/// Sessions on simulated machines with several processors, modules that come and go, a restart of their own.
@Feature(value = "3.9", on = On.SIM)
class SimWorldEngineTest {
    @Test
    void eachProcessorIsSeenAndABreakpointIsHitOnTheOneThatComesBy() {
        try (var bench = EngineBench.stopped("sim:x64,seed=3,cpus=2")) {
            assertThat(bench.engine.status().prompt()).isEqualTo("0: kd>");
            assertThat(bench.driver.run("~")).contains(".  0").contains("   1");
            assertThat(bench.driver.run("vertarget")).contains("MP (2 procs)");
            assertThat(bench.driver.run("bp nt!SimProcessorWork; g")).contains("Breakpoint 0 hit");
            assertThat(bench.engine.status().prompt()).isEqualTo("1: kd>");
            assertThat(bench.driver.run("r rcx")).contains("rcx=0000000000000001");
            bench.driver.run("~0s");
            assertThat(bench.engine.status().prompt()).isEqualTo("0: kd>");
            assertThat(bench.driver.run("k")).contains("nt!KiIdleLoop");
            bench.driver.run("~1s");
            assertThat(bench.driver.run("k")).contains("nt!SimProcessorThread");
            assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
            bench.driver.run("bc *; ba e1 nt!SimProcessorWork");
            assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
            assertThat(bench.engine.status().prompt()).isEqualTo("1: kd>");
        }
    }

    @Test
    void aModuleThatComesLaterHasSymbolsAndOneThatIsGoneHasNot() {
        try (var bench = EngineBench.stopped("sim:x64,seed=3")) {
            assertThat(bench.driver.run("lm")).contains("simdrv").doesNotContain("simlate");
            bench.driver.run("ed nt!SimFault b");
            bench.driver.front.execute("g");
            bench.driver.awaitScreen("late image at");
            bench.breakIn();
            assertThat(bench.driver.run("lm")).contains("simlate");
            assertThat(bench.driver.run("bp simlate!SimLateTransform; g"))
                    .contains("Breakpoint 0 hit")
                    .contains("simlate!SimLateTransform");
            assertThat(bench.driver.run("k")).contains("nt!SimWorkerThread");
            bench.driver.run("bc *; ed nt!SimFault c");
            bench.driver.front.execute("g");
            bench.driver.awaitScreen("late image gone");
            bench.breakIn();
            assertThat(bench.driver
                            .run("lm")
                            .lines()
                            .filter(line -> line.contains("simlate") && !line.contains("nloaded")))
                    .isEmpty();
        }
    }

    @Test
    void aRestartOfItsOwnIsSurvived() {
        try (var bench = EngineBench.stopped("sim:x64,seed=3")) {
            bench.driver.run("ed nt!SimFault a");
            bench.driver.front.execute("g");
            bench.driver.awaitScreen("simkernel: restarting");
            bench.driver.awaitScreen("Shutdown occurred at");
            EngineBench.await("the next boot", () -> {
                String screen = bench.driver.screen();
                return screen.substring(screen.indexOf("Shutdown occurred at")).contains("simkernel: up");
            });
        }
    }
}
