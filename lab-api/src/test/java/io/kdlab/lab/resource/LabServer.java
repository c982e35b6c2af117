package io.kdlab.lab.resource;

import ch.qos.logback.classic.Level;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.testing.DropwizardTestSupport;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.SteppedClock;
import io.kdlab.lab.Target;
import io.kdlab.lab.TargetStatus;
import io.kdlab.lab.Targets;
import io.kdlab.lab.client.Fingerprint;
import io.kdlab.lab.client.LabAddress;
import io.kdlab.lab.client.LabClient;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.store.IssuedToken;
import io.kdlab.lab.store.LabStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The lab API on a real port, with the store on disk and time in the test's hand; only the wires are missing.
public final class LabServer implements AutoCloseable {
    public static final List<Target> TARGETS = List.of(
            new Target("lab-x64-01", "first machine", "sim:x64", false),
            new Target("lab-x64-02", "second machine", "com:port=/dev/ttyUSB0,baud=115200", true),
            new Target("arm-07", "the odd one", "sim:x64", false));

    /// Dropwizard makes the application itself, so the parts reach it this way.
    private static final ThreadLocal<LabServer> STARTING = new ThreadLocal<>();

    public final SteppedClock clock = SteppedClock.start();
    public final BlockingQueue<EndedLease> told = new LinkedBlockingQueue<>();
    public final LabStore store;
    public final LeaseBook leases;
    public final LabApi api;
    public final IssuedToken admin;
    private final DropwizardTestSupport<Configuration> server;
    private final List<LabClient> clients = new ArrayList<>();
    private @Nullable Fingerprint pin;
    private volatile @Nullable RuntimeException broken;

    /// The application under test: as short as the composition root's share should be.
    public static final class App extends Application<Configuration> {
        private final LabServer parts = STARTING.get();

        @Override
        public void run(Configuration configuration, Environment environment) {
            parts.api.register(environment);
        }
    }

    /// Plain HTTP on the loopback.
    public LabServer(Path directory) throws Exception {
        this(directory, "type: http");
    }

    /// @param connector more settings of the one connector, as YAML
    public LabServer(Path directory, String connector) throws Exception {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.flywaydb")).setLevel(Level.WARN);
        store = LabStore.sqlite(directory.resolve("lab.db"));
        var targets = Targets.of(TARGETS);
        leases = new LeaseBook(
                targets,
                store.leases(),
                store.epochs(),
                (_, _, _) -> {},
                new LeaseEnd() {
                    @Override
                    public void tell(EndedLease end) {
                        told.add(end);
                    }

                    @Override
                    public void cleanUp(EndedLease end) {
                        // Nothing hangs on these wires.
                    }
                },
                LeasePolicy.STANDARD,
                clock,
                clock);
        leases.restore();
        var shown = new LinkedBlockingQueue<IssuedToken>();
        store.tokens().firstStart(clock, shown::add);
        admin = shown.take();
        api = new LabApi(
                targets, _ -> status(), leases, store.tokens(), () -> List.of("tcp:server=127.0.0.1,port=1"), clock);
        STARTING.set(this);
        var file = Files.writeString(directory.resolve("lab.yml"), configuration(connector));
        server = new DropwizardTestSupport<>(App.class, file.toString());
        server.before();
    }

    private static String configuration(String connector) {
        return """
                server:
                  applicationConnectors: [{bindHost: 127.0.0.1, port: 0, %s}]
                  adminConnectors: []
                  requestLog: {appenders: []}
                logging: {level: WARN, loggers: {org.flywaydb: WARN, io.kdlab.lab.error: "OFF"}}
                """.formatted(connector);
    }

    private TargetStatus status() {
        var failure = broken;
        if (failure != null) {
            throw failure;
        }
        return TargetStatus.of("running");
    }

    /// From now on the box fails like this whenever it is asked how a target is; null mends it.
    public void breakStatus(@Nullable RuntimeException failure) {
        broken = failure;
    }

    public int port() {
        return server.getLocalPort();
    }

    public void pin(Fingerprint fingerprint) {
        pin = fingerprint;
    }

    public LabAddress address() {
        return LabAddress.parse("http%s://127.0.0.1:%d".formatted(pin == null ? "" : "s", port()), pin);
    }

    public LabClient client(String token) {
        var client = LabClient.of(address(), token);
        clients.add(client);
        return client;
    }

    public LabClient admin() {
        return client(admin.token());
    }

    /// A user of that name, signed in.
    public LabClient user(String name) {
        try (var admin = admin()) {
            admin.addUser(name, "user");
            return client(admin.issueToken(name, "test").token());
        }
    }

    @Override
    public void close() {
        clients.forEach(LabClient::close);
        server.after();
        leases.close();
        store.close();
    }
}
