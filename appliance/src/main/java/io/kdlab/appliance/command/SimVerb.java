package io.kdlab.appliance.command;

import io.kdlab.address.AddressException;
import io.kdlab.address.LinkAddress;
import io.kdlab.appliance.SymbolFolders;
import io.kdlab.sim.SimOptions;
import io.kdlab.sim.SimServer;
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

    /// One of the two.
    static final class Where {
        @Option(names = "--port", paramLabel = "PORT", description = "A TCP port on loopback; 0 takes a free one.")
        @Nullable
        Integer port;

        @Option(names = "--pipe", paramLabel = "PATH", description = "A Unix socket.")
        @Nullable
        Path pipe;
    }

    @Parameters(
            paramLabel = "MACHINE",
            defaultValue = "sim:x64",
            description = "The machine, as -k takes it: sim:x64,cpus=2,seed=7,loss=1% (default: ${DEFAULT-VALUE}).")
    private String machine = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
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
