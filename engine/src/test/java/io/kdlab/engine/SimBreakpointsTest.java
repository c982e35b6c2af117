package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Breakpoints with terms and commands, on the simulated machine.
@Feature(value = "M05", on = On.SIM)
class SimBreakpointsTest {
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
    void conditionLetsAllOthersThrough() {
        bench.driver.run("bp nt!SimHotFunction; g");
        long now = evaluate("@rcx");
        bench.driver.run("bc *; bp /w \"@rcx == 0n%d\" nt!SimHotFunction".formatted(now + 5));
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(evaluate("@rcx")).isEqualTo(now + 5);
    }

    @Test
    void conditionThatCannotBeReadStopsAndSaysSo() {
        bench.driver.run("bp /w \"poi(10) == 1\" nt!SimHotFunction");
        assertThat(bench.driver.run("g"))
                .contains("Breakpoint 0 fires because whether it should cannot be found out: ")
                .contains("Breakpoint 0 hit");
    }

    @Test
    void commandsThatGoOnAreRunAtEachPassAndTheTargetNeverStops() {
        bench.driver.run(
                "r $t1 = 0; bp nt!SimHotFunction \"r $t1 = @$t1 + 1; .if (@$t1 == 4) { .echo four } .else { gc }\"");
        String screen = bench.driver.run("g");
        assertThat(screen).contains("four\n").contains("nt!SimHotFunction:").doesNotContain("Breakpoint 0 hit");
        assertThat(evaluate("@$t1")).isEqualTo(4);
        assertThat(bench.driver.run(".lastevent")).contains("Hit breakpoint 0");
    }

    @Test
    void commandThatFailsLeavesTheTargetStopped() {
        bench.driver.run("bp nt!SimHotFunction \"nosuch; g\"");
        assertThat(bench.driver.run("g"))
                .contains("No command is called 'nosuch'")
                .contains("nt!SimHotFunction:");
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
    }

    @Test
    void whatFollowsAGoInCommandsIsNotRun() {
        bench.driver.run("bp nt!SimHotFunction \".echo before; g; .echo after\"; bp nt!SimStage 3");
        assertThat(bench.driver.run("g"))
                .contains("before")
                .doesNotContain("after")
                .contains("Breakpoint 1 hit");
    }

    @Test
    void stepOverACallGoesOnBehindABreakpointThatSaysSo() {
        bench.driver.run("bp nt!SimBorrow; g; bc *; bp nt!SimHotFunction \".echo passed; gc\"");
        int steps = 0;
        while (!bench.driver.run("u @rip L1").contains("call")) {
            bench.driver.run("p");
            assertThat(++steps).isLessThan(20);
        }
        String screen = bench.driver.run("p");
        assertThat(screen).contains("passed").contains("nt!SimBorrow+0x");
    }

    @Test
    void stepOntoABreakpointThatGoesOnIsJustAStep() {
        bench.driver.run("g nt!SimHotFunction");
        long at = evaluate("@rip");
        bench.driver.run("bp nt!SimHotFunction+7 \".echo passed; gc\"");
        assertThat(bench.driver.run("t")).contains("passed").contains("nt!SimHotFunction+0x7:");
        assertThat(evaluate("@rip")).isEqualTo(at + 7);
    }

    @Test
    void commandsMayStep() {
        bench.driver.run("bp nt!SimHotFunction \"t\"");
        assertThat(bench.driver.run("g")).contains("nt!SimHotFunction+0x7:");
    }

    @Test
    void oneShotIsGoneAfterItsHit() {
        bench.driver.run("bp /1 nt!SimHotFunction; bp nt!SimStage 2");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        assertThat(bench.driver.run("bl")).doesNotContain("SimHotFunction").contains("SimStage");
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
    }

    @Test
    void threadThatIsAnotherPassesWithoutAStop() {
        bench.driver.run("bp nt!SimHotFunction; g");
        long worker = evaluate("@$thread");
        bench.driver.run("bc *; bp /t %x nt!SimHotFunction; bp /t %x nt!SimStage".formatted(worker + 0x1000, worker));
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
    }

    @Test
    void processThatRunsIsTheOneThatCounts() {
        bench.driver.run("bp nt!SimHotFunction; g; bc *");
        long system = evaluate("nt!KiInitialProcess");
        bench.driver.run("bp /p %x nt!SimStage; bp /p %x nt!SimHotFunction".formatted(system + 0x10, system));
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
    }

    @Test
    void depthOfTheStackDecides() {
        bench.driver.run("bp /c 3 nt!SimHotFunction; bp /C 3 nt!SimStage");
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
        bench.driver.run("bc *; bp /C 20 nt!SimStage; bp /c 20 nt!SimHotFunction");
        assertThat(bench.driver.run("g")).contains("Breakpoint 1 hit");
    }

    @Test
    void interruptEndsCommandsThatGoOnForEver() {
        bench.driver.run("bp nt!SimHotFunction \".while (1) { r $t2 = @$t2 + 1 }\"");
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        EngineBench.await("the commands", () -> {
            bench.driver.front.interrupt();
            return bench.engine.status().state() == EngineStatus.State.STOPPED;
        });
    }

    @Test
    void breakInStopsATargetThatNeverStopsAtItsBreakpoint() {
        bench.driver.run("bp /w \"0\" nt!SimHotFunction; ba e1 nt!SimStage \"r $t4 = @$t4 + 1; gc\"");
        // One that comes while a breakpoint's commands run ends these, and the target stands at the breakpoint.
        int tries = 0;
        do {
            bench.driver.front.execute("g");
            bench.awaitState(EngineStatus.State.RUNNING);
            bench.breakIn();
            tries++;
        } while (tries < 20 && !lastEvent().contains("Break instruction exception"));
        assertThat(lastEvent()).contains("Break instruction exception");
        assertThat(bench.driver.run("bl; bc *; g nt!SimHotFunction")).contains("nt!SimHotFunction:");
    }

    private String lastEvent() {
        return bench.driver.run(".lastevent");
    }

    @Test
    void deferredIsPlacedWhenItsModuleLoadsAndWaitsWhenItGoes() {
        assertThat(bench.driver.run("bp simlate!SimLateTransform"))
                .contains("Bp expression 'simlate!SimLateTransform' could not be resolved, adding deferred bp");
        assertThat(bench.driver.run("bl")).contains("0 eu").contains("(simlate!SimLateTransform)");
        assertThat(bench.driver.run("ed nt!SimFault b; g"))
                .contains("ModLoad: ")
                .contains("Breakpoint 0 hit")
                .contains("simlate!SimLateTransform:");
        assertThat(bench.driver.run("bl")).contains("0 e ").contains("simlate!SimLateTransform");
        assertThat(bench.driver.run("ed nt!SimFault c; bp nt!SimHotFunction 3; g"))
                .contains("Unload module simlate.sys at ")
                .contains("Breakpoint 1 hit");
        assertThat(bench.driver.run("bl")).contains("0 eu").contains("(simlate!SimLateTransform)");
        assertThat(bench.driver.run("bd 1; ed nt!SimFault b; g")).contains("Breakpoint 0 hit");
    }

    @Test
    @Feature(value = "G02", on = On.SIM)
    void conditionalAndDeferredOnesAreArmedAgainAfterAReboot() {
        bench.driver.run(
                "bu simdrv!SimDrvTransform \".echo driver; gc\"; bp /w \"@rcx > 3\" nt!SimHotFunction; .reboot");
        bench.driver.awaitScreen("Shutdown occurred at");
        EngineBench.await("the breakpoint after the reboot", () -> afterReboot().contains("Breakpoint 1 hit"));
        bench.awaitState(EngineStatus.State.STOPPED);
        assertThat(afterReboot()).contains("driver\n");
        assertThat(evaluate("@rcx")).isEqualTo(4);
    }

    @Test
    @Feature(value = "E09", on = On.SIM)
    void breakpointOfOneClientIsNoBusinessOfTheOthers() {
        var other = new EngineBench.Listener(bench.engine, "bob", Role.DRIVE);
        bench.driver.run("bp /private nt!SimHotFunction; bp nt!SimStage 3");
        assertThat(bench.driver.run("bl")).contains("SimHotFunction").contains("Private to bench\\alice");
        assertThat(other.run("bl")).doesNotContain("SimHotFunction").contains("SimStage");
        assertThat(other.run("bc 0")).contains("breakpoint 0 is another client's own");
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
        EngineBench.await("the place", () -> other.screen().contains("nt!SimHotFunction:"));
        assertThat(other.screen()).doesNotContain("Breakpoint 0 hit").contains("Break instruction exception");
        bench.driver.front.close();
        EngineBench.await(
                "that it goes",
                () -> !other.run(".bpcmds").isBlank()
                        && bench.engine
                                        .machinery()
                                        .session()
                                        .submit(() -> bench.engine
                                                .machinery()
                                                .control()
                                                .breakpoints()
                                                .all()
                                                .size())
                                        .join()
                                == 1);
    }

    @Test
    void dataBreakpointWatchesEveryProcessor() {
        try (var two = new EngineBench("sim:x64,seed=3,cpus=2")) {
            two.driver.awaitScreen("simkernel: up");
            two.breakIn();
            assertThat(two.driver.run("ba w4 nt!SimProcessorCounter+4; g")).contains("Breakpoint 0 hit");
            assertThat(two.engine.status().prompt()).isEqualTo("1: kd>");
            assertThat(two.driver.run("bc *; ba w8 nt!SimWatched \"gc\"; ba w4 nt!SimProcessorCounter+4 2; g"))
                    .contains("Breakpoint 1 hit");
        }
    }

    private String afterReboot() {
        String screen = bench.driver.screen();
        return screen.substring(screen.indexOf("Shutdown occurred at"));
    }

    private long evaluate(String expression) {
        String line = bench.driver.run("? " + expression);
        return Long.parseUnsignedLong(
                line.substring(line.indexOf('=') + 1).trim().replace("`", ""), 16);
    }
}
