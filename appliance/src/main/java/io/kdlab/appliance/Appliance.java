package io.kdlab.appliance;

import io.dropwizard.lifecycle.Managed;
import io.kdlab.address.Secrets;
import io.kdlab.appliance.command.Failure;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.endpoint.TlsIdentity;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.Target;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.lease.WallClockAlarms;
import io.kdlab.lab.resource.LabApi;
import io.kdlab.lab.store.IssuedToken;
import io.kdlab.lab.store.LabStore;
import io.kdlab.rpc.StreamServer;
import io.kdlab.transport.WireLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The box: the one composition root. Reads top to bottom; closing goes the other way.
public final class Appliance implements AutoCloseable {
    private final ApplianceConfiguration configuration;
    private final Clock clock = Clock.systemUTC();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Map<String, ServedTarget> served = new LinkedHashMap<>();
    private final TlsIdentity identity;
    private final LeaseBook leases;
    private final List<String> fronts = new ArrayList<>();
    private final ApiServer api;

    private Appliance(ApplianceConfiguration configuration, Consumer<IssuedToken> firstToken)
            throws IOException, EndpointException {
        this.configuration = configuration;
        Path folder = configuration.store();
        var listen = configuration.listen();
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1"));
        names.addAll(listen.names());
        identity = TlsIdentity.in(folder, names);

        LabStore store = part(LabStore.sqlite(folder.resolve("lab.db")));
        Targets targets = Targets.of(configuration.targets().entrySet().stream()
                .map(named -> target(named.getKey(), named.getValue()))
                .toList());
        WallClockAlarms alarms = part(new WallClockAlarms(clock));
        leases = part(new LeaseBook(
                targets,
                store.leases(),
                store.epochs(),
                (target, epoch, reason) -> served(target).moveGate(epoch, reason),
                new CleanUp(),
                policy(),
                clock,
                alarms));

        Path control = WireLock.directory(System.getenv())
                .resolveSibling("control-" + ProcessHandle.current().pid() + ".sock");
        for (var named : configuration.targets().entrySet()) {
            String name = named.getKey();
            served.put(
                    name,
                    part(new ServedTarget(
                            name,
                            named.getValue(),
                            folder.resolve("journal"),
                            control.toString(),
                            clock,
                            () -> leases.holder(name))));
        }
        // Gates before anything listens: no wire is ever open at an epoch that the store knows to be over.
        leases.restore();
        leases.listen(event -> served(event.target()).leaseChanged());
        served.values().forEach(ServedTarget::start);

        store.tokens().firstStart(clock, firstToken);
        part(Control.open(control, this::release));
        StreamServer rpc = part(new StreamServer(new TargetHouse(served, leases, store.tokens()), "kdlab 0.1.0"));
        for (String front : listen.fronts()) {
            EndpointServer endpoint = part(EndpointServer.open(
                    EndpointAddress.parse(front), EndpointOptions.local().showing(identity), rpc::serve));
            fronts.add(endpoint.address().toString());
        }
        api = new ApiServer(
                listen.api(),
                identity,
                new LabApi(
                        targets,
                        name -> served(name).status(),
                        leases,
                        store.tokens(),
                        () -> List.copyOf(fronts),
                        clock));
        managed(api);
    }

    /// Starts everything; what was started is stopped again when something cannot.
    ///
    /// @param firstToken takes the admin's token at the first start of all
    public static Appliance start(ApplianceConfiguration configuration, Consumer<IssuedToken> firstToken) {
        try {
            return new Appliance(configuration, firstToken);
        } catch (IOException | EndpointException | LabException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static Target target(String name, ApplianceConfiguration.TargetEntry entry) {
        return new Target(name, entry.description(), Secrets.hide(entry.wire()), entry.leaveStopped());
    }

    private LeasePolicy policy() {
        LeasePolicy standard = LeasePolicy.STANDARD;
        return configuration
                .longestLease()
                .map(longest ->
                        new LeasePolicy(standard.shortest(), DurationText.parse(longest), standard.cleanUpLimit()))
                .orElse(standard);
    }

    private ServedTarget served(String name) {
        ServedTarget target = served.get(name);
        if (target == null) {
            throw new IllegalStateException("no target " + name);
        }
        return target;
    }

    /// What the box does when a lease ends, under its own epoch.
    private final class CleanUp implements LeaseEnd {
        @Override
        public void tell(EndedLease end) {
            served(end.lease().target()).endLease(end);
        }

        @Override
        public void cleanUp(EndedLease end) throws InterruptedException {
            served(end.lease().target()).cleanUp(end);
        }
    }

    private String release(String name, String user) {
        ServedTarget target = served.get(name);
        if (target == null) {
            return "refused: there is no target \"%s\" here; known: %s"
                    .formatted(name, String.join(", ", served.keySet()));
        }
        String reason = "released to the bench by " + user + " (box operator)";
        leases.release(name, User.boxOperator(user), reason);
        return target.release(user)
                ? "released " + name + ": now kdlab kd -k " + target.address().text()
                : "refused: the box does not have the wire of " + name + ": "
                        + target.status().detail();
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.add(part);
        return part;
    }

    private void managed(Managed managed) {
        try {
            managed.start();
        } catch (Failure e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new Failure("the lab API does not start: " + e.getMessage(), e);
        }
        parts.add(managed::stop);
    }

    /// The lab API's URL.
    public String url() {
        String listen = configuration.listen().api();
        return "https://" + listen.substring(0, listen.lastIndexOf(':')) + ":" + api.port();
    }

    /// The certificate's fingerprint.
    public String fingerprint() {
        return identity.fingerprint();
    }

    /// The remoting connection strings that fronts use.
    public List<String> fronts() {
        return List.copyOf(fronts);
    }

    /// Stops everything, newest part first. Targets stay as they are, leases go on.
    @Override
    public void close() {
        @Nullable Exception first = null;
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        parts.clear();
        if (first != null) {
            org.slf4j.LoggerFactory.getLogger(Appliance.class)
                    .warn("a part did not stop cleanly cause={}", first.toString());
        }
    }
}
