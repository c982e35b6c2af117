package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.connection.LinkStatus;
import io.kdlab.engine.EngineBench.Listener;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.session.Role;
import io.kdlab.stub.LocalStub;
import io.kdlab.value.Epoch;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many fronts on one session.
@Feature(value = "2.7", on = On.SIM)
@Feature(value = "E01", on = On.SIM)
class FrontsTest {
    private EngineBench bench;

    @BeforeEach
    void open() {
        bench = new EngineBench("sim:x64,seed=3");
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Feature(value = "R03", on = On.SIM)
    @Feature(value = "R04", on = On.SIM)
    void everybodySeesTheSameInTheSameOrderAndWhoTypedWhat() {
        List<Listener> others = List.of(
                new Listener(bench.engine, "bob", Role.DRIVE),
                new Listener(bench.engine, "carol", Role.OBSERVE),
                new Listener(bench.engine, "dave", Role.OBSERVE),
                new Listener(bench.engine, "erin", Role.OBSERVE));
        int before = bench.driver.screen().length();
        bench.driver.run("? 1+1");
        others.getFirst().run("? 2+2");
        bench.driver.run("? 3+3");
        EngineBench.await(
                "all to have heard",
                () -> others.stream().allMatch(o -> o.screen().contains("00000006")));
        String seen = others.get(1).screen();
        seen = seen.substring(seen.indexOf("bench\\alice> ? 1+1"));
        assertThat(others.get(2).screen()).endsWith(seen);
        assertThat(others.get(3).screen()).endsWith(seen);
        assertThat(seen)
                .containsSubsequence(
                        "bench\\alice> ? 1+1",
                        "00000002",
                        "bench\\bob> ? 2+2",
                        "00000004",
                        "bench\\alice>",
                        "00000006");
        assertThat(bench.driver.screen().substring(before))
                .doesNotContain("alice> ? 1+1")
                .contains("bench\\bob> ? 2+2");
        assertThat(bench.driver.last(
                        EngineOutput.Joined.class, joined -> joined.who().equals("bench\\carol")))
                .isPresent();
        others.get(1).front.close();
        EngineBench.await(
                "the news that carol left",
                () -> bench.driver
                        .last(EngineOutput.Left.class, left -> left.who().equals("bench\\carol"))
                        .isPresent());
    }

    @Test
    @Feature(value = "S04", on = On.SIM)
    void observerReadsAndIsRefusedEverythingElseWithWhoDrives() {
        var observer = new Listener(bench.engine, "bob", Role.OBSERVE);
        assertThat(observer.run("r")).contains("rip=");
        for (String line :
                List.of("g", "t", "bp nt!SimHotFunction", "ed nt!SimValue 1", "r rax=1", ".reboot", "? 1; g")) {
            assertThat(observer.outcome(line))
                    .as(line)
                    .isInstanceOfSatisfying(
                            CommandOutcome.Refused.class,
                            refused -> assertThat(refused.why())
                                    .contains("drive")
                                    .contains("alice drives target until 12:00"));
        }
        assertThat(observer.front.interrupt()).isInstanceOf(CommandOutcome.Refused.class);
        assertThat(bench.driver.run("bl")).isBlank();
        assertThat(bench.engine.status().state()).isEqualTo(EngineStatus.State.STOPPED);
    }

    @Test
    @Feature(value = "R15", on = On.SIM)
    void newcomerSeesWhatWasAndWhereThingsStand() {
        bench.driver.run("? 4711");
        var late = new Listener(bench.engine, "bob", Role.OBSERVE);
        late.awaitScreen("00004711");
        assertThat(late.screen())
                .contains("Kernel Debugger connection established.")
                .contains("simkernel: up");
        assertThat(late.last(EngineOutput.Prompt.class, prompt -> true))
                .contains(new EngineOutput.Prompt("kd>", false));
    }

    @Test
    @Feature(value = "G06", on = On.SIM)
    void whatIsPrintedWhileNobodyIsThereIsKeptWithItsTime() {
        bench.driver.front.execute("g");
        bench.awaitState(EngineStatus.State.RUNNING);
        bench.driver.front.close();
        EngineBench.await(
                "a print while nobody is there",
                () -> bench.journal.since(0, 5000).stream()
                        .anyMatch(entry ->
                                entry.kind().equals("print") && entry.text().contains("tick ")));
        var late = new Listener(bench.engine, "bob", Role.OBSERVE);
        late.awaitScreen("simkernel: tick");
        assertThat(late.screen())
                .containsPattern("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\] simkernel: tick");
    }

    @Test
    @Feature(value = "E04", on = On.SIM)
    void hungFrontDelaysNobodyAndIsCutOff() {
        var hang = new CountDownLatch(1);
        bench.engine.join(new FrontIdentity("hung", "bench", "test"), Role.OBSERVE, output -> {
            try {
                hang.await();
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 100 && bench.engine.fronts().size() > 1; i++) {
            bench.driver.run("? 1; ".repeat(200));
        }
        assertThat(bench.engine.fronts()).hasSize(1);
        assertThat(bench.driver.last(EngineOutput.Left.class, left -> left.why().contains("outputs behind")))
                .isPresent();
        hang.countDown();
    }

    @Test
    void frontThatThrowsIsDisabledAndTheSessionGoesOn() {
        bench.engine.join(new FrontIdentity("dead", "bench", "test"), Role.OBSERVE, output -> {
            throw new IllegalStateException("connection reset");
        });
        EngineBench.await(
                "the news",
                () -> bench.driver
                        .last(EngineOutput.Left.class, left -> left.why().contains("connection reset"))
                        .isPresent());
        assertThat(bench.driver.run("? 5")).contains("00000005");
    }

    @Test
    @Feature(value = "E03", on = On.SIM)
    void breakInOfOneFrontIsNewsForAllOthers() {
        var other = new Listener(bench.engine, "bob", Role.OBSERVE);
        bench.driver.front.execute("g");
        EngineBench.await(
                "running at the other",
                () -> other.last(
                                EngineOutput.StateChanged.class, s -> s.status().state() == EngineStatus.State.RUNNING)
                        .isPresent());
        bench.driver.front.interrupt();
        EngineBench.await(
                "stopped at the other",
                () -> other.last(EngineOutput.StateChanged.class, s -> true)
                        .filter(s -> s.status().state() == EngineStatus.State.STOPPED)
                        .isPresent());
    }

    @Test
    @Feature(value = "K08", on = On.SIM)
    @Feature(value = "R15", on = On.SIM)
    void nextEngineFindsTheTargetAsItWasAndTheJournalsPast() {
        bench.driver.run("bp nt!SimHotFunction; ba w8 nt!SimWatched; g");
        bench.driver.front.execute("g");
        bench.engine.close();
        EngineBench.await("a stop that nobody answers", () -> bench.connection.status() instanceof LinkStatus.Stopped);
        try (var next = HostEngine.over(
                new LocalStub(bench.connection, bench.journal),
                EngineOptions.bench("sim", EngineBench.symbols(), Epoch.NONE))) {
            EngineBench.await("the stop", () -> next.status().state() == EngineStatus.State.STOPPED);
            var carol = new Listener(next, "carol", Role.DRIVE);
            assertThat(carol.screen())
                    .containsPattern("\\[\\d{4}-.*Z\\] simkernel: up")
                    .containsPattern("Z\\] bench.alice: bp nt!SimHotFunction");
            assertThat(carol.run("bl")).isBlank();
            carol.front.execute("g");
            EngineBench.await("running", () -> next.status().state() == EngineStatus.State.RUNNING);
            carol.awaitScreen("simkernel: tick");
            assertThat(next.status().state())
                    .as("nothing of the first engine stops the target any more:%n%s", carol.screen())
                    .isEqualTo(EngineStatus.State.RUNNING);
        }
    }
}
