package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.peer.Kdd;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A session on a target that nobody here wrote, and what becomes of it when the wire does not do its part.
@Feature(value = "2.6", on = On.KDD)
class KddEngineTest {
    private Kdd kdd;
    private EngineBench bench;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        kdd = Kdd.start();
        bench = new EngineBench(
                "com:ipport=%d,port=127.0.0.1".formatted(kdd.cable().hostPort()));
        bench.awaitState(EngineStatus.State.STOPPED);
    }

    @AfterEach
    void close() throws IOException {
        if (bench != null) {
            bench.close();
        }
        if (kdd != null) {
            kdd.close();
        }
    }

    @Test
    @Feature(value = "L01", on = On.KDD)
    void attachReadsVersionRegistersModulesAndMemory()
            throws ExecutionException, InterruptedException, TimeoutException {
        assertThat(bench.driver.screen())
                .contains("Connected to Windows 7601 x64 target at (")
                .contains(", ptr64 TRUE")
                .contains("Kernel base = 0x" + new Address(kdd.fact("kernbase")));
        // Two processors, so the prompt names the current one.
        assertThat(bench.engine.status().prompt()).isEqualTo("0: kd>");
        assertThat(bench.driver.run("r")).contains("rip=" + digits(kdd.fact("rip")));
        assertThat(bench.driver.run("lm")).contains(new Address(kdd.fact("kernbase")) + " ");
        var session = bench.engine.machinery().session();
        assertThat(session.target().debuggerData().orElseThrow().address()).isEqualTo(new Address(kdd.fact("kdbg")));
        Bytes mebibyte = session.submit(() -> session.target().readAll(new Address(kdd.fact("bulk")), 1 << 20))
                .get(60, TimeUnit.SECONDS);
        var crc = new CRC32();
        crc.update(mebibyte.toByteArray());
        assertThat(crc.getValue()).isEqualTo(kdd.fact("bulk_crc32_1mib"));
        Bytes physical = session.submit(() -> session.target().readPhysical(kdd.fact("bulk_pa"), 8000))
                .get(60, TimeUnit.SECONDS)
                .known();
        assertThat(physical).isEqualTo(mebibyte.slice(0, 8000));
        assertThat(session.submit(() -> session.target().read(new Address(kdd.fact("unmapped")), 4))
                        .get(60, TimeUnit.SECONDS))
                .isInstanceOf(MemorySpan.Unreadable.class);
    }

    @Test
    void otherProcessorBecomesTheCurrentOne() {
        bench.driver.run("~1s");
        assertThat(bench.engine.status().prompt()).isEqualTo("1: kd>");
        assertThat(bench.driver.run("r")).contains("rip=");
    }

    @Test
    void breakpointThatTheTargetRefusesIsSaidAndTheTargetGoesOn() {
        assertThat(bench.driver.run("bp " + digits(kdd.fact("div0")))).isEmpty();
        bench.driver.front.execute("g");
        // 32-bit numbers are sign-extended by the evaluator, leading zeros or not.
        bench.driver.awaitScreen("Breakpoint 0 at ffffffff`82801040 is not armed: the target refused it");
        bench.awaitState(EngineStatus.State.RUNNING);
        bench.breakIn();
        assertThat(bench.driver.run("bl")).contains(" 0 ");
    }

    @Test
    @Feature(value = "2.7", on = On.KDD)
    void silentTargetEndsEveryCommandWithTheCauseAndComesBack() {
        kdd.cable().breakWires();
        long begun = System.nanoTime();
        CommandOutcome outcome = bench.driver.outcome("dq " + digits(kdd.fact("bulk")) + " L1");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThanOrEqualTo(10);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CommandOutcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("127.0.0.1").doesNotContain("\n"));
        kdd.cable().mendWires();
        bench.awaitState(EngineStatus.State.STOPPED);
        EngineBench.await("an answer", () -> bench.driver.run("r rip").contains(digits(kdd.fact("rip"))));
    }

    @Test
    @Feature(value = "2.7", on = On.KDD)
    void pulledPlugIsSaidAndTheSessionComesBack() throws IOException {
        int joined = bench.driver.screen().length();
        kdd.cable().unplugHost();
        EngineBench.await("the loss or the return", () -> bench.driver.screen().length() > joined);
        bench.awaitState(EngineStatus.State.STOPPED);
        assertThat(bench.driver.screen().substring(joined)).contains("127.0.0.1");
        assertThat(bench.driver.run("r rip")).contains(digits(kdd.fact("rip")));
    }

    @Test
    @Feature(value = "2.7", on = On.KDD)
    void goingOnALostWireEndsWithTheCause() throws IOException {
        var go = bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        kdd.cable().unplugHost();
        EngineBench.await("the end of g", () -> go.toCompletableFuture().isDone());
        assertThat(go.toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        CommandOutcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("127.0.0.1"));
    }

    private static String digits(long value) {
        return "%016x".formatted(value).toLowerCase(Locale.ROOT);
    }
}
