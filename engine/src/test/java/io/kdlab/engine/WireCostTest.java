package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.capture.Journal;
import io.kdlab.connection.KdConnection;
import io.kdlab.link.LinkCounters;
import io.kdlab.session.Role;
import io.kdlab.sim.SimFiles;
import io.kdlab.stub.LocalStub;
import io.kdlab.stub.Stub;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.WireCount;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands cost on the wire, in requests and bytes, on the simulated machine: the same on every run.
///
/// `-Dkdlab.docs.write=true` writes the table anew; a number that rises needs a reason in the commit.
class WireCostTest {
    private static final Path PAGE = Path.of(Objects.requireNonNull(System.getProperty("kdlab.root"), "kdlab.root"))
            .resolve("engine/doc/wire-cost.md");

    private static final Pattern FIRST_STACK_POINTER = Pattern.compile("(?m)^00 (\\S+) ");
    private static final Pattern THREAD_STACK_POINTER = Pattern.compile("(?m)^06 (\\S+) \\S+ nt!SimWorkerThread");

    private static final List<String> COMMANDS =
            List.of("lm", "r", "u @rip", "dt nt!_CONTEXT @rsp", "db @rsp", "k", "p");

    private static final int WARM_ATTACH = 16 << 10;
    private static final int ATTEMPTS = 5;

    /// A wire that the table tells of, and whether the images' files are in the symbol path.
    private record Wire(String name, int baud, boolean images) {}

    private record Cost(String command, String when, WireCount count) {}

    private static final List<Wire> WIRES = List.of(
            new Wire("115,200 baud, PDBs only", 115_200, false),
            new Wire("115,200 baud, PDBs and images", 115_200, true),
            new Wire("3 Mbaud, PDBs and images", 3_000_000, true));

    private static final List<StubRequest> TWICE = new CopyOnWriteArrayList<>();

    @TempDir
    private static Path pdbs;

    @BeforeAll
    static void leaveTheImagesOut() throws IOException {
        SimFiles.copyTo(pdbs);
        for (String image : List.of("simkernel.exe", "simdrv.sys")) {
            Files.delete(pdbs.resolve(image));
        }
    }

    @Test
    void commandsCostWhatTheTableSays() throws IOException {
        List<List<Cost>> costs = WIRES.stream().map(WireCostTest::undisturbed).toList();
        String now = markdown(costs);
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(PAGE, now);
        }
        assertThat(PAGE).hasContent(now);
        assertThat(TWICE).as("reads of what was read in the same stop").isEmpty();
        for (List<Cost> wire : costs) {
            assertThat(wire)
                    .filteredOn(cost -> cost.when().equals("again"))
                    .allSatisfy(cost -> assertThat(cost.count())
                            .as("a second %s in one stop", cost.command())
                            .isEqualTo(WireCount.NONE));
        }
        assertThat(costs.subList(1, WIRES.size()))
                .allSatisfy(wire -> assertThat(wire.getFirst().count().bytes())
                        .as("bytes of an attach with images at hand")
                        .isLessThan(WARM_ATTACH));
    }

    /// On a machine that is busy for so long that packets are sent again, they are counted again.
    private static List<Cost> undisturbed(Wire wire) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Cost> costs = new ArrayList<>();
            if (measure(wire, costs)) {
                return costs;
            }
        }
        throw new AssertionError("packets were sent again in each of %d attempts".formatted(ATTEMPTS));
    }

    /// Whether no packet was sent again.
    private static boolean measure(Wire wire, List<Cost> costs) {
        try (var bench = attach(wire)) {
            costs.add(new Cost("attach", "", bench.engine.machinery().session().carried()));
            bench.driver.run("bp nt!SimHotFunction");
            for (String command : COMMANDS) {
                stop(bench, command);
                costs.add(new Cost(command, "first", cost(bench, command)));
                if (!command.equals("p")) {
                    costs.add(new Cost(command, "again", cost(bench, command)));
                }
                bench.driver.run("r rsp=@$t1");
                stop(bench, command);
                costs.add(new Cost(command, "after a resume", cost(bench, command)));
                bench.driver.run("r rsp=@$t1");
            }
            LinkCounters link = bench.connection.counters();
            return link.retransmitted() == 0 && link.duplicates() == 0;
        }
    }

    private static EngineBench attach(Wire wire) {
        var bench = new EngineBench(
                "sim:x64,seed=3",
                Epoch.NONE,
                LinkTap.NONE,
                wire.images() ? EngineBench.symbols() : pdbs.toString(),
                (stub, connection) -> new PacedStub(stopped(stub, connection), wire.baud() / 10, TWICE));
        bench.awaitState(EngineStatus.State.STOPPED);
        return bench;
    }

    private static void stop(EngineBench bench, String command) {
        bench.driver.run("g");
        bench.driver.run("r $t1=@rsp");
        if (command.equals("k")) {
            deepen(bench.driver);
        }
    }

    private static WireCount cost(EngineBench bench, String command) {
        WireCount before = bench.engine.machinery().session().carried();
        String said = bench.driver.run(command);
        if (command.equals("k")) {
            assertThat(said.lines().count())
                    .as("20 frames below their heading:\n%s", said)
                    .isEqualTo(21);
        }
        return bench.engine.machinery().session().carried().since(before);
    }

    /// Another engine boots the target, breaks in and goes, so that nothing depends on when that was.
    private static Stub stopped(Stub stub, KdConnection connection) {
        try (var before = HostEngine.over(stub, EngineOptions.bench("sim:x64", "", Epoch.NONE))) {
            var driver = new EngineBench.Listener(before, "bob", Role.DRIVE);
            driver.awaitScreen("simkernel: up");
            driver.front.interrupt();
            EngineBench.await("the stop", () -> before.status().state() == EngineStatus.State.STOPPED);
        }
        return new LocalStub(connection, Journal.inMemory(Clock.systemUTC()));
    }

    /// Puts two copies of the worker's frames below its stack, so that it is twenty frames deep. What each copy ends
    /// with is a return into a leaf.
    private static void deepen(EngineBench.Listener driver) {
        String stack = driver.run("k");
        long inner = number(FIRST_STACK_POINTER, stack);
        String size = Long.toHexString(number(THREAD_STACK_POINTER, stack) - inner);
        for (int copy = 0; copy < 2; copy++) {
            driver.run("m @rsp L%s @rsp-%s; eq @rsp-8 nt!SimHotFunction+7; r rsp=@rsp-%s".formatted(size, size, size));
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as("%s in\n%s", pattern, text).isTrue();
        return Long.parseUnsignedLong(found.group(1).replace("`", ""), 16);
    }

    private static String markdown(List<List<Cost>> costs) {
        StringBuilder page = new StringBuilder("""
                # What commands cost on the wire

                Written by `WireCostTest`, which fails when a number rises: `./mvnw -pl engine -am test -Dtest=WireCostTest
                -Dkdlab.docs.write=true` writes it anew. The target is `sim:x64`. Bytes are those on the wire, with headers, trailers
                and acks; times are computed from them at ten bits a byte, without what target and host need to think.

                *attach* is everything from the first packet to the prompt at a target that stands. Before every command the target
                ran to a breakpoint; *first* is the first time in the session, *again* in the same stop, *after a resume* in the next one. `k` shows
                20 frames.

                *PDBs only* is a symbol path without the images' files. With them headers, exports and unwind data cost one small
                read for each image: the one that shows that the file is of the same build. Code is read from the target even
                then, for kernels patch their own. Ahead of what is asked for no more is read than fits into the packet and takes
                20 ms at the wire's rate, and nothing where a device's registers may be; the rate is measured on live wires and
                given here.

                `lm`, `r` and `u @rip` cost nothing because attach, stop and prompt have read the same. The 32 requests with
                which every attach empties the target's breakpoint slots are 5.7 KB of it. What real Windows kernels cost (150
                modules, larger unwind data) is not measured here.

                """);
        page.append("| command | when |");
        WIRES.forEach(wire -> page.append(" %s: requests | to the target | from it | time |".formatted(wire.name())));
        page.append("\n|---|---|")
                .append("---:|---:|---:|---:|".repeat(WIRES.size()))
                .append('\n');
        for (int row = 0; row < costs.getFirst().size(); row++) {
            Cost first = costs.getFirst().get(row);
            page.append("| `%s` | %s |".formatted(first.command(), first.when()));
            for (int wire = 0; wire < WIRES.size(); wire++) {
                WireCount count = costs.get(wire).get(row).count();
                page.append(String.format(
                        Locale.ROOT,
                        " %d | %d | %d | %s |",
                        count.requests(),
                        count.toTarget(),
                        count.fromTarget(),
                        time(count, WIRES.get(wire).baud())));
            }
            page.append('\n');
        }
        return page.toString();
    }

    /// Ten bits a byte; requests and replies take turns, so both ways add up.
    private static String time(WireCount count, int baud) {
        return String.format(Locale.ROOT, "%.1f ms", count.bytes() * 10_000.0 / baud);
    }
}
