package io.kdlab.appliance.command;

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

/// `kdlab sim`: a simulated target that any KD host on this machine can debug.
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = "Runs a simulated x64 target on a socket of this machine, for any debugger that speaks KD.")
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

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which machine (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path pipe = where.pipe;
        Integer port = where.port;
        SocketAddress address = pipe != null
                ? UnixDomainSocketAddress.of(pipe)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port);
        try (SimServer server = SimServer.listen(address, SimOptions.of(seed))) {
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
}
