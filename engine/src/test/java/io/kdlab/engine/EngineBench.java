package io.kdlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.Journal;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.session.Role;
import io.kdlab.sim.SimFiles;
import io.kdlab.stub.LocalStub;
import io.kdlab.stub.Stub;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Epoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// An engine over a real connection, with fronts that write down what they are told.
final class EngineBench implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);

    final Journal journal = Journal.inMemory(Clock.systemUTC());
    final KdConnection connection;
    final HostEngine engine;
    final Listener driver;

    /// A front and what it heard.
    static final class Listener {
        final List<EngineOutput> heard = new CopyOnWriteArrayList<>();
        final Front front;

        Listener(HostEngine engine, String user, Role role) {
            front = engine.join(new FrontIdentity(user, "bench", "test"), role, heard::add);
            await("the past", this::heardAll);
        }

        /// Everything it would have on its screen.
        String screen() {
            var text = new StringBuilder();
            for (EngineOutput output : heard) {
                switch (output) {
                    case EngineOutput.Text said -> text.append(said.text());
                    case EngineOutput.Notice notice ->
                        text.append(notice.text()).append('\n');
                    case EngineOutput.Echo echo ->
                        text.append(echo.who())
                                .append("> ")
                                .append(echo.command())
                                .append('\n');
                    default -> {}
                }
            }
            return text.toString();
        }

        /// Executes `line` to its end and returns what came on the screen meanwhile.
        String run(String line) {
            await("what came before", this::heardAll);
            int before = screen().length();
            outcome(line);
            await("the front's queue empty", () -> heardAll());
            return screen().substring(before);
        }

        /// Executes `line` to its end.
        CommandOutcome outcome(String line) {
            try {
                return front.execute(line).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException failed) {
                throw new AssertionError("'" + line + "' did not end:\n" + screen(), failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            }
        }

        private boolean heardAll() {
            return ((SessionFront) front).line().isIdle();
        }

        void awaitScreen(String text) {
            await("'" + text + "' on the screen:\n" + screen(), () -> screen().contains(text));
        }

        <T extends EngineOutput> Optional<T> last(Class<T> kind, Predicate<T> which) {
            return heard.reversed().stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .filter(which)
                    .findFirst();
        }
    }

    EngineBench(String address) {
        this(address, Epoch.NONE);
    }

    EngineBench(String address, Epoch epoch) {
        this(address, epoch, LinkTap.NONE);
    }

    EngineBench(String address, Epoch epoch, LinkTap tap) {
        this(address, epoch, tap, symbols(), (stub, wire) -> stub);
    }

    /// An engine that sees its stub as `view` shows it.
    EngineBench(String address, Epoch epoch, LinkTap tap, String symbols, BiFunction<Stub, KdConnection, Stub> view) {
        connection = KdConnection.open(
                LinkAddress.parse(address),
                ConnectionOptions.standard()
                        .withTap(LinkTap.all(List.of(journal, tap)))
                        .withEpoch(epoch));
        engine = HostEngine.over(
                view.apply(new LocalStub(connection, journal), connection),
                EngineOptions.bench(address, symbols, epoch)
                        .withHolder(() -> Optional.of("alice drives target until 12:00")));
        driver = new Listener(engine, "alice", Role.DRIVE);
    }

    /// A simulated machine that has booted and was broken into.
    static EngineBench stopped(String address) {
        var bench = new EngineBench(address);
        bench.driver.awaitScreen("simkernel: up");
        bench.breakIn();
        return bench;
    }

    /// A folder with the PDBs of the simulated kernel, as a symbol path: those of this build, written once a run.
    static String symbols() {
        return Symbols.FOLDER;
    }

    private static final class Symbols {
        static final String FOLDER = write();

        private static String write() {
            try {
                Path folder = Path.of("target", "sim-symbols");
                SimFiles.copyTo(folder);
                return folder.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    void awaitState(EngineStatus.State state) {
        await(
                state.word(),
                () -> engine.status().state() == state && !engine.status().busy()
                        || state == EngineStatus.State.RUNNING
                                && engine.status().state() == state);
    }

    /// Breaks in and waits for the prompt.
    void breakIn() {
        assertThat(driver.front.interrupt()).isEqualTo(new CommandOutcome.Done());
        awaitState(EngineStatus.State.STOPPED);
    }

    @Override
    public void close() {
        engine.close();
        connection.close();
        journal.close();
    }
}
