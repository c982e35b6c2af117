package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.capture.JournalEntry;
import io.kdlab.engine.EngineBench.Listener;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.Role;
import io.kdlab.stub.LocalStub;
import io.kdlab.value.Epoch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the box does with a target when a lease ends.
@Feature(value = "2.7", on = On.SIM)
class ReleaseTest {
    private static final Epoch LEASE = new Epoch(5);
    private static final Epoch BOX = new Epoch(6);
    private static final String REASON = "alice's lease on target ended at 12:00";

    private EngineBench bench;

    @BeforeEach
    void open() {
        bench = new EngineBench("sim:x64,seed=3", LEASE);
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void release(EndPolicy policy) throws InterruptedException, ExecutionException, TimeoutException {
        bench.connection.gate().move(BOX, REASON);
        bench.engine.release(BOX, policy, REASON).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void targetThatWeBrokeIntoIsCleanedAndResumed() throws ExecutionException, InterruptedException, TimeoutException {
        bench.driver.run("bp nt!SimHotFunction; g");
        release(EndPolicy.RESUME);
        bench.awaitState(EngineStatus.State.RUNNING);
        EngineBench.await(
                "the old front to be told",
                () -> bench.driver
                        .last(EngineOutput.Ended.class, ended -> ended.why().equals(REASON))
                        .isPresent());
        assertNoBreakpointIsLeft();
    }

    private String stand() {
        return bench.journal.since(0, Integer.MAX_VALUE).reversed().stream()
                .filter(entry -> entry.kind().equals(LastStand.KIND))
                .map(JournalEntry::text)
                .findFirst()
                .orElse("");
    }

    /// The engine goes without a word, as when its process is killed; the link tells the next one of a stop and not
    /// why.
    private HostEngine engineAfterAKill() {
        bench.engine.close();
        return HostEngine.over(
                new LocalStub(bench.connection, bench.journal),
                EngineOptions.bench("sim:x64,seed=3", EngineBench.symbols(), LEASE));
    }

    @Test
    void targetThatTheEngineBeforeBrokeIntoIsResumed() throws Exception {
        bench.driver.run("p 3");
        try (HostEngine next = engineAfterAKill()) {
            bench.connection.gate().move(BOX, REASON);
            next.release(BOX, EndPolicy.RESUME, REASON).toCompletableFuture().get(50, TimeUnit.SECONDS);
            EngineBench.await("the target to run", () -> next.status().state() == EngineStatus.State.RUNNING);
        }
    }

    @Test
    void targetAtAnExceptionStaysStoppedAfterAKillToo() throws Exception {
        bench.driver.run("ed nt!SimFault 1; g");
        try (HostEngine next = engineAfterAKill()) {
            EngineBench.await("the stop to be told", () -> next.status().state() == EngineStatus.State.STOPPED);
            bench.connection.gate().move(BOX, REASON);
            next.release(BOX, EndPolicy.RESUME, REASON).toCompletableFuture().get(50, TimeUnit.SECONDS);
            assertThat(next.status().state()).isEqualTo(EngineStatus.State.STOPPED);
        }
    }

    @Test
    void whatRanMeanwhileIsNotRemembered() throws Exception {
        bench.driver.run("r rip");
        assertThat(stand()).startsWith("wanted at ");
        var go = bench.driver.front.execute("g");
        EngineBench.await("the journal to say that it runs", () -> stand().equals("runs"));
        bench.breakIn();
        assertThat(go.toCompletableFuture().get(50, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Done.class);
        EngineBench.await("the stop in the journal", () -> stand().startsWith("wanted at "));
    }

    @Test
    void runningTargetIsCleanedToo() throws ExecutionException, InterruptedException, TimeoutException {
        // Passes for a long time, so it stays in the code and the target runs.
        bench.driver.run("bp nt!KeBugCheckEx");
        var go = bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        release(EndPolicy.RESUME);
        assertThat(go.toCompletableFuture().get(20, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Failed.class);
        bench.awaitState(EngineStatus.State.RUNNING);
        assertNoBreakpointIsLeft();
    }

    @Test
    void leaveStoppedLeavesItStopped() throws ExecutionException, InterruptedException, TimeoutException {
        bench.driver.run("bp nt!SimHotFunction; g");
        release(EndPolicy.LEAVE_STOPPED);
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
        assertNoBreakpointIsLeft();
    }

    @Test
    void targetAtAnExceptionStaysStopped() throws ExecutionException, InterruptedException, TimeoutException {
        bench.driver.run("ed nt!SimFault 1; g");
        release(EndPolicy.RESUME);
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
    }

    @Test
    void nextDriverActsUnderTheNextEpochAndTheOldOneNoMore()
            throws ExecutionException, InterruptedException, TimeoutException {
        bench.connection.gate().move(BOX, "kicked by an admin");
        assertThat(bench.driver.run("ed nt!SimValue 1")).contains("kicked by an admin");
        assertThat(bench.driver.run("dq nt!SimCounter L1")).contains("kicked by an admin");
        bench.engine.adopt(BOX);
        assertThat(bench.driver.outcome("ed nt!SimValue 1"))
                .as("a front of an old lease never acts under the next epoch")
                .isInstanceOf(CommandOutcome.Refused.class);
        release(EndPolicy.LEAVE_STOPPED);
        var next = new Epoch(7);
        bench.connection.gate().move(next, "bob took target");
        bench.engine.adopt(next);
        var bob = new Listener(bench.engine, "bob", Role.DRIVE);
        assertThat(bob.run("r")).contains("rax=");
    }

    @Test
    void lineThatIsUnderWayEndsWithTheLease() throws ExecutionException, InterruptedException, TimeoutException {
        var line = bench.driver.front.execute("t 0n1000000");
        EngineBench.await("some steps", () -> bench.driver.screen().lines().count() > 60);
        release(EndPolicy.LEAVE_STOPPED);
        assertThat(line.toCompletableFuture().get(20, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Failed.class);
        bench.awaitState(EngineStatus.State.STOPPED);
        assertNoBreakpointIsLeft();
    }

    @Test
    @Feature(value = "G08", on = On.SIM)
    void endedSessionLeavesTheTargetAsItWasAsked() throws ExecutionException, InterruptedException, TimeoutException {
        bench.driver.run("ed nt!SimFault 5; g; bp nt!KeBugCheckEx");
        bench.engine.end(EndPolicy.LEAVE_STOPPED).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
        assertThat(bench.driver.run("bl")).isBlank();
        // Whoever ends it on purpose may resume even a target that stands at a break of its own.
        bench.engine.end(EndPolicy.RESUME).toCompletableFuture().get(20, TimeUnit.SECONDS);
        bench.awaitState(EngineStatus.State.RUNNING);
    }

    private void assertNoBreakpointIsLeft() {
        var box = new Listener(bench.engine, "box", Role.DRIVE);
        if (bench.engine.status().state() == EngineStatus.State.RUNNING) {
            box.front.interrupt();
            bench.awaitState(EngineStatus.State.STOPPED);
        }
        assertThat(box.run("bl")).isBlank();
        assertThat(box.run("db nt!SimHotFunction L1")).doesNotContain(" cc");
        assertThat(box.run("db nt!KeBugCheckEx L1")).doesNotContain(" cc");
    }
}
