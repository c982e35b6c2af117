package io.kdlab.appliance.command;

import io.kdlab.address.AddressException;
import io.kdlab.address.KdnetKey;
import io.kdlab.address.LinkAddress;
import io.kdlab.appliance.SymbolFolders;
import io.kdlab.sim.SimKdnet;
import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimServer;
import io.kdlab.transport.net.KdnetOffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab sim`: a simulated target that any KD host on this machine can debug.
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = "Runs a simulated target on a socket of this machine, for any debugger that speaks KD.")
public final class SimVerb implements Callable<Integer> {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Where where = new Where();

    /// One of the three.
    static final class Where {
        @Option(names = "--port", paramLabel = "PORT", description = "A TCP port on loopback; 0 takes a free one.")
        @Nullable
        Integer port;

        @Option(names = "--pipe", paramLabel = "PATH", description = "A Unix socket.")
        @Nullable
        Path pipe;

        @Option(
                names = "--net",
                paramLabel = "HOST:PORT",
                description = "KDNET: pokes the debugger that waits there (-k net:port=PORT,key=…). Needs --key.")
        @Nullable
        String net;
    }

    @Option(names = "--key", paramLabel = "KEY|@FILE", description = "The KDNET key, or a file with it.")
    private @Nullable String key;

    @Parameters(
            paramLabel = "MACHINE",
            defaultValue = "sim:x64",
            description = "The machine, as -k takes it: sim:x64,cpus=2,seed=7,loss=1% (default: ${DEFAULT-VALUE}).")
    private String machine = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (where.net != null) {
            return offer(where.net);
        }
        if (key != null) {
            throw new Failure("--key belongs to --net");
        }
        Path pipe = where.pipe;
        Integer port = where.port;
        SocketAddress address = pipe != null
                ? UnixDomainSocketAddress.of(pipe)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port);
        try (SimServer server = SimServer.listen(address, options())) {
            // Over a socket nobody can tell that it is a simulated one, so the symbols are named here.
            System.out.printf(
                    "A simulated target waits: kdlab kd -k %s -y %s%n",
                    pipe != null ? "com:pipe,port=" + pipe : "com:ipport=" + server.port() + ",port=127.0.0.1",
                    SymbolFolders.ofSim());
            System.out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private int offer(String host) throws IOException, InterruptedException {
        KdnetOffer offer = KdnetOffer.to(debugger(host), kdnetKey());
        try (SimKdnet target = SimKdnet.offer(offer, options())) {
            System.out.printf(
                    "A simulated target pokes %s from %s; there: kdlab kd -k net:port=%d,key=… -y %s%n",
                    host, target.address(), offer.host().getPort(), SymbolFolders.ofSim());
            System.out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private static InetSocketAddress debugger(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new Failure("--net " + text + ": write HOST:PORT, such as 192.168.2.1:50000 or [fe80::1]:50000");
        }
        InetSocketAddress found =
                new InetSocketAddress(text.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
        if (found.isUnresolved()) {
            throw new Failure("--net " + text + ": unknown host " + found.getHostString());
        }
        return found;
    }

    private KdnetKey kdnetKey() {
        if (key == null) {
            throw new Failure("--net needs --key, the debugger's: four numbers such as 1.2.3.4, or @FILE");
        }
        try {
            return KdnetKey.given(key);
        } catch (IllegalArgumentException e) {
            throw new Failure("--key: " + e.getMessage(), e);
        }
    }

    private SimOptions options() {
        try {
            if (LinkAddress.parse(machine) instanceof LinkAddress.Sim sim) {
                return SimOptions.of(sim);
            }
        } catch (AddressException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        throw new Failure(machine + ": no simulated machine; write sim:x64 or sim:x86, and what it is like");
    }
}
