package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is done at events, on the simulated machine.
@Feature(value = "E13", on = On.SIM)
class SimFiltersTest {
    private EngineBench bench;

    @BeforeEach
    void open() {
        bench = EngineBench.stopped("sim:x64,seed=3");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void moduleThatIsWaitedForStopsTheTargetAndRunsItsCommand() {
        assertThat(bench.driver.run("sxe -c \".echo here it is\" ld:simlate; ed nt!SimFault b; g"))
                .contains("here it is")
                .contains("ModLoad: ")
                .contains("simlate.sys");
        assertThat(bench.driver.run(".lastevent")).contains("Last event: Load module simlate.sys at ");
        assertThat(bench.driver.run("lm")).contains("simlate");
        assertThat(bench.driver.run("sxe ud; ed nt!SimFault c; g")).contains("Unload module simlate.sys at ");
        bench.driver.front.execute("g");
        bench.driver.awaitScreen("simkernel: late image gone");
    }

    @Test
    void moduleThatNobodyWaitsForIsOnlyToldOf() {
        bench.driver.run("sxe ld:other*; ed nt!SimFault b");
        bench.driver.front.execute("g");
        bench.driver.awaitScreen("simkernel: late image at");
        assertThat(bench.driver.screen()).contains("ModLoad: ");
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.RUNNING);
    }

    @Test
    void exceptionThatIsIgnoredGoesToTheKernelSilently() {
        bench.driver.run("sxi dz; ed nt!SimFault 1");
        // Nobody in this kernel handles it either.
        assertThat(bench.driver.run("g")).doesNotContain("divide").contains("A fatal system error has occurred.");
    }

    @Test
    void exceptionIsToldOfAtItsFirstChanceWhenOnlyTheSecondStops() {
        bench.driver.run("sxd dz; ed nt!SimFault 1");
        assertThat(bench.driver.run("g")).contains("Integer divide-by-zero - code c0000094 (first chance)");
    }

    @Test
    void commandAtAnExceptionSaysHowItIsAnswered() {
        bench.driver.run("sxe -c \"r $t3 = 7; gn\" -c2 \".echo nobody did\" dz; ed nt!SimFault 1; g");
        assertThat(bench.driver.run("? @$t3")).contains("= 00000000`00000007");
    }

    @Test
    void outputThatIsWaitedForBreaksIn() {
        bench.driver.run("sxe out:value 77; ed nt!SimReportSeconds 1; ed nt!SimValue 0n77");
        assertThat(bench.driver.run("g")).contains("Debuggee output: simkernel: tick");
    }

    @Test
    void outputFilterHidesLinesAndTheRecordKeepsThem() {
        bench.driver.run(".ofilter /! \"value\"; ed nt!SimReportSeconds 1; ed nt!SimValue 0n77; ed nt!SimFault d");
        bench.driver.front.execute("g");
        bench.driver.awaitScreen("is not one of SIM_FAULT");
        EngineBench.await(
                "a report in the record", () -> bench.driver.run("!dbgprint").contains("value 77"));
        bench.driver.run(".ofilter \"\"");
    }

    @Test
    @Feature(value = "G02", on = On.SIM)
    void restartedKernelStopsAtItsFirstModuleWhenThatIsWanted() {
        bench.driver.run(".bootbreak module; .reboot");
        bench.driver.awaitScreen("Shutdown occurred at");
        bench.awaitState(EngineStatus.State.STOPPED);
        assertThat(bench.driver.run(".lastevent")).contains("Load module simkernel.exe at ");
        bench.driver.front.execute("g");
        EngineBench.await("the kernel up again", () -> afterReboot().contains("simkernel: up"));
    }

    @Test
    @Feature(value = "G02", on = On.SIM)
    void restartedKernelIsBrokenIntoWhenThatIsWanted() {
        bench.driver.run(".bootbreak start; .reboot");
        bench.driver.awaitScreen("Shutdown occurred at");
        bench.awaitState(EngineStatus.State.STOPPED);
        assertThat(afterReboot()).contains("Break instruction exception - code 80000003 (first chance)");
    }

    private String afterReboot() {
        String screen = bench.driver.screen();
        return screen.substring(screen.indexOf("Shutdown occurred at"));
    }
}
