package io.kdlab.appliance.command;

import io.kdlab.address.AddressException;
import io.kdlab.appliance.LogOutput;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.relay.Relay;
import io.kdlab.relay.RelayEnd;
import io.kdlab.relay.RelayException;
import io.kdlab.relay.RelayOptions;
import io.kdlab.relay.RepeaterLine;
import io.kdlab.transport.WireHeldException;
import io.kdlab.transport.WireHolder;
import io.kdlab.transport.WireLock;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dbengprx [-p] -c TRANSPORT -s TRANSPORT`: the repeater between a debugging server, a process server or a KD
/// connection server and its clients.
@Command(
        name = "dbengprx",
        aliases = "dbgengprx",
        description = {
            "Repeats bytes between a server and its clients, unchanged; it never looks inside.",
            "TLS between the two passes through legs of tcp: or npipe:. Ends when everybody has left; -p stays."
        },
        footer = {
            "Transports:",
            "  -c tcp:server=HOST,port=N      dials the server",
            "  -c tcp:clicon=HOST,port=N      the server dials",
            "  -s tcp:port=N|LOW:HIGH         clients dial",
            "  -s tcp:clicon=HOST,port=N      dials the client",
            "  npipe:[server=HOST,]pipe=P     a pipe of this machine",
            "  com:port=DEVICE,baud=N         a serial line, one stream at a time",
            "Without TLS of its own a leg knows only this machine (127.0.0.0/8, ::1,",
            "pipes) until --beyond-loopback allows others."
        })
public final class RepeaterVerb implements Callable<Integer> {
    @Option(
            names = {"-p", "/p"},
            description = "Persists: goes on when everybody has left.")
    private boolean persistent;

    @Option(
            names = {"-c", "/c"},
            required = true,
            paramLabel = "TRANSPORT",
            description = "The leg towards the server, written as a client of it would.")
    private String towardsServer = "";

    @Option(
            names = {"-s", "/s"},
            required = true,
            paramLabel = "TRANSPORT",
            description = "The leg for clients, written as a server would.")
    private String forClients = "";

    @Option(
            names = "--beyond-loopback",
            description = "Takes and dials other machines without TLS of its own, as a repeater between two that"
                    + " encrypt must.")
    private boolean beyondLoopback;

    @Option(
            names = {"-?", "/?", "-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogOutput.tell("io.kdlab.relay", "io.kdlab.endpoint");
        EndpointOptions options = EndpointOptions.local().withBeyondLoopback(beyondLoopback);
        RepeaterLine line;
        try {
            line = RepeaterLine.parse(towardsServer, forClients, options);
        } catch (AddressException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        line.notes().forEach(System.err::println);
        List<WireLock> locks = new ArrayList<>();
        try (Relay relay = open(held(line, locks))) {
            Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
            tell(relay, line);
            relay.ended().get();
            System.out.println("Everybody has left.");
            return 0;
        } catch (ExecutionException e) {
            throw new Failure(
                    e.getCause() instanceof RelayException why ? String.valueOf(why.getMessage()) : e.toString(), e);
        } finally {
            for (WireLock lock : locks) {
                lock.close();
            }
        }
    }

    private Relay open(RepeaterLine line) {
        try {
            return Relay.open(
                    line.forClients(),
                    line.towardsServer(),
                    persistent ? RelayOptions.persisting() : RelayOptions.once());
        } catch (RelayException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static RepeaterLine held(RepeaterLine line, List<WireLock> locks) throws IOException {
        for (RelayEnd end : List.of(line.forClients(), line.towardsServer())) {
            if (end instanceof RelayEnd.Wire wire) {
                try {
                    locks.add(WireLock.take(
                            wire.address(),
                            WireHolder.thisProcess(
                                    "dbengprx of " + System.getProperty("user.name"),
                                    Clock.systemUTC().instant())));
                } catch (WireHeldException e) {
                    throw new Failure(String.valueOf(e.getMessage()), e);
                }
            }
        }
        return line;
    }

    /// With the ports that were really taken; a port that was left open could not be found otherwise.
    private void tell(Relay relay, RepeaterLine line) {
        List<String> listening =
                relay.listening().stream().map(EndpointAddress::toString).toList();
        System.out.printf(
                "Repeats between %s and %s%s%s%n",
                line.forClients(),
                line.towardsServer(),
                listening.isEmpty() ? "" : "; listens on " + String.join(" and ", listening),
                beyondLoopback ? ", for other machines too" : "");
        System.out.flush();
    }
}
