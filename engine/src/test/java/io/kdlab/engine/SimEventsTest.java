package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.Role;
import io.kdlab.stub.LocalStub;
import io.kdlab.value.Epoch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a simulated machine does by itself, and what a session makes of it.
@Feature(value = "2.6", on = On.SIM)
class SimEventsTest {
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
    @Feature(value = "G03", on = On.SIM)
    void bugCheckShowsItsFiveNumbers() {
        bench.driver.run("eq nt!SimBugCheck c4 11 2222 333333 44444444");
        String screen = bench.driver.run("g");
        assertThat(screen)
                .contains("Fatal System Error: 0x000000c4")
                .contains("A fatal system error has occurred.")
                .contains("BugCheck C4, {11, 2222, 333333, 44444444}");
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.BUG_CHECK);
    }

    @Test
    @Feature(value = "E08", on = On.SIM)
    void questionOfTheTargetIsAnsweredByTheFirstDriver() {
        var observer = new EngineBench.Listener(bench.engine, "bob", Role.OBSERVE);
        bench.driver.run("ed nt!SimFault 8");
        var running = bench.driver.front.execute("g");
        EngineBench.await("the question", () -> bench.engine.status().state() == EngineStatus.State.WAITING_FOR_INPUT);
        assertThat(bench.engine.status().prompt()).isEqualTo("Input>");
        assertThat(observer.last(
                        EngineOutput.InputAsked.class, asked -> asked.prompt().contains("your name?")))
                .isPresent();
        assertThat(observer.front.answer("mallory")).isInstanceOf(CommandOutcome.Refused.class);
        assertThat(bench.driver.front.answer("alice")).isEqualTo(new CommandOutcome.Done());
        assertThat(bench.driver.front.answer("again")).isInstanceOf(CommandOutcome.Refused.class);
        bench.driver.awaitScreen("simkernel: hello, alice");
        assertThat(observer.last(
                        EngineOutput.InputDone.class, done -> done.answer().equals("alice")))
                .isPresent();
        assertThat(running.toCompletableFuture()).isNotDone();
    }

    @Test
    @Feature(value = "K08", on = On.SIM)
    void nextEngineAsksTheQuestionAgainThatNobodyAnswered() {
        bench.driver.run("ed nt!SimFault 8");
        bench.driver.front.execute("g");
        EngineBench.await("the question", () -> bench.engine.status().state() == EngineStatus.State.WAITING_FOR_INPUT);
        bench.engine.close();
        try (var next = HostEngine.over(
                new LocalStub(bench.connection, bench.journal),
                EngineOptions.bench("sim", EngineBench.symbols(), Epoch.NONE))) {
            EngineBench.await(
                    "the question again", () -> next.status().state() == EngineStatus.State.WAITING_FOR_INPUT);
            var bob = new EngineBench.Listener(next, "bob", Role.DRIVE);
            assertThat(bob.front.answer("bob")).isEqualTo(new CommandOutcome.Done());
            bob.awaitScreen("simkernel: hello, bob");
        }
    }

    @Test
    void divideErrorIsReportedAsWhatItIs() {
        bench.driver.run("ed nt!SimFault 1");
        assertThat(bench.driver.run("g")).contains("Integer divide-by-zero - code c0000094 (first chance)");
    }

    @Test
    void accessViolationIsReportedAsWhatItIs() {
        bench.driver.run("ed nt!SimFault 2");
        assertThat(bench.driver.run("g")).contains("Access violation - code c0000005 (first chance)");
    }

    @Test
    @Feature(value = "G02", on = On.SIM)
    void rebootIsSurvivedAndBreakpointsAreArmedAgain() {
        bench.driver.run("bp nt!SimHotFunction; g");
        String before = bench.driver.run("lm");
        bench.driver.run("bl");
        bench.driver.run(".reboot");
        bench.driver.awaitScreen("Shutdown occurred at");
        // The same seed puts the kernel at the same place, so the breakpoint means the same code.
        EngineBench.await(
                "the breakpoint to be hit after the reboot",
                () -> bench.driver
                        .screen()
                        .substring(bench.driver.screen().indexOf("Shutdown occurred at"))
                        .contains("Breakpoint 0 hit"));
        bench.awaitState(EngineStatus.State.STOPPED);
        assertThat(bench.driver.run("lm").lines().map(line -> line.substring(0, Math.min(35, line.length()))))
                .containsAll(before.lines()
                        .map(line -> line.substring(0, Math.min(35, line.length())))
                        .toList());
    }

    @Test
    void crashEndsInABugCheck() {
        bench.driver.run(".crash");
        EngineBench.await("the bug check", () -> bench.engine.status().state() == EngineStatus.State.BUG_CHECK);
        assertThat(bench.driver.screen()).contains("BugCheck E2");
    }

    @Test
    @Feature(value = "E05", on = On.SIM)
    void longCommandIsCancelled() {
        var search = bench.driver.front.execute("db nt!SimCounter L?1000; db nt!SimCounter L?1000; ".repeat(300));
        EngineBench.await("the first lines", () -> bench.driver.screen().lines().count() > 40);
        bench.driver.front.interrupt();
        EngineBench.await("the end", () -> search.toCompletableFuture().isDone());
        assertThat(search.toCompletableFuture().join()).isInstanceOf(CommandOutcome.Failed.class);
        assertThat(bench.driver.run("? 1")).contains("= 00000000`00000001");
    }

    @Test
    void commandWhileTheTargetRunsSaysWhatToDo() {
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        assertThat(bench.driver.run("r")).contains("The target is running: CTRL+C breaks in.");
        assertThat(bench.driver.run("g")).contains("The target is running");
        assertThat(bench.engine.status().prompt()).isEqualTo("*BUSY*");
    }

    @Test
    void breakpointSetWhileTheTargetRunsIsArmedAtTheNextResume() {
        String told = bench.driver.run("? nt!SimHotFunction");
        String place = told.substring(told.indexOf('=') + 1).strip();
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        bench.driver.run("bp " + place);
        bench.breakIn();
        assertThat(bench.driver.run("g")).contains("Breakpoint 0 hit");
    }
}
