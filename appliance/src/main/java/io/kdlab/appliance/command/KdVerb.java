package io.kdlab.appliance.command;

import io.kdlab.address.AddressException;
import io.kdlab.address.LinkAddress;
import io.kdlab.appliance.SymbolFolders;
import io.kdlab.appliance.console.Console;
import io.kdlab.appliance.console.TerminalConsole;
import io.kdlab.capture.CaptureFile;
import io.kdlab.capture.CaptureLimits;
import io.kdlab.capture.Journal;
import io.kdlab.capture.PacketTrace;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.dump.DumpException;
import io.kdlab.dump.DumpFile;
import io.kdlab.dump.DumpStub;
import io.kdlab.engine.EngineOptions;
import io.kdlab.engine.Front;
import io.kdlab.engine.FrontIdentity;
import io.kdlab.engine.HostEngine;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.Role;
import io.kdlab.stub.LocalStub;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.WireHeldException;
import io.kdlab.transport.WireHolder;
import io.kdlab.transport.WireLock;
import io.kdlab.value.Epoch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kdlab kd -k CONNECTION`: direct debugging at the bench, one engine in one process, no service and no network.
@Command(
        name = "kd",
        aliases = {"cdb", "ntsd"},
        mixinStandardHelpOptions = true,
        description = {
            "Debugs a target over a wire of this machine, with no service and no network.",
            "CTRL+C breaks in; q ends and asks what becomes of the target; CTRL+D ends and leaves it as it is.",
            "CTRL+ALT+D shows packets and time-outs, or no more.",
            "-z opens a crash dump instead: it stands at its last moment, and nothing in it can be changed."
        },
        footer = {
            "Connections:",
            "  com:port=DEVICE,baud=N             a serial port (comN is /dev/ttyS(N-1))",
            "  com:ipport=PORT,port=HOST          a serial line carried by TCP",
            "  com:pipe,port=PATH[,resets=N][,reconnect]   a virtual machine's Unix socket",
            "  net:port=N,key=K|@FILE[,target=HOST]   KDNET: waits for the target, or calls it and takes it over",
            "  usb:targetname=NAME                a USB debug cable; port=BUS-PORT names the socket instead",
            "  1394:channel=N                     IEEE 1394; targets up to Windows 10 1607",
            "  replay:FILE                        a recorded session, answered from the recording",
            "  sim:x64[,cpus=N][,loss=1%%]         a simulated target",
            "  fault:loss=2%%,wire=@{CONNECTION}   any of these on a bad line",
            "What is left out comes from _NT_DEBUG_PORT, _NT_DEBUG_BAUD_RATE and their like, as kd's documentation says."
        })
public final class KdVerb implements Callable<Integer> {
    @Option(names = "-k", paramLabel = "CONNECTION", description = "The wire.")
    private @Nullable String connection;

    @Option(names = "-z", paramLabel = "FILE", description = "A crash dump of a 64-bit kernel, instead of a wire.")
    private @Nullable Path dump;

    @Option(names = "-b", description = "Breaks in as soon as the wire is open.")
    private boolean breakIn;

    @Option(names = "-y", paramLabel = "PATH", description = "Where PDBs are; without it, _NT_SYMBOL_PATH.")
    private @Nullable String symbols;

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description = "Writes all that passes on the wire to a pcapng file, for Wireshark and for -k replay:FILE.")
    private @Nullable Path capture;

    @Option(names = "--trace", description = "Shows packets and time-outs from the start; CTRL+ALT+D switches that.")
    private boolean traced;

    @Option(
            names = "--yes",
            description = "Answers yes to the question that is asked when a service died with the wire.")
    private boolean yes;

    @Mixin
    private CommandSource commands = new CommandSource();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = commands.open();
        try {
            Path file = dump;
            return file == null ? debug(address(), console) : open(file, console);
        } finally {
            if (console instanceof TerminalConsole terminal) {
                terminal.close();
            }
        }
    }

    private int open(Path file, Console console) throws IOException, InterruptedException {
        if (connection != null) {
            throw new Failure("-z opens a dump and -k a wire: give one of them");
        }
        Clock clock = Clock.systemUTC();
        DumpStub stub;
        try {
            stub = new DumpStub(DumpFile.open(file), clock);
        } catch (NoSuchFileException e) {
            throw new Failure("-z: no such file: " + e.getMessage(), e);
        } catch (DumpException e) {
            throw new Failure("-z: " + e.getMessage(), e);
        }
        try (HostEngine engine = HostEngine.over(stub, EngineOptions.bench(stub.wire(), symbolPath(), Epoch.NONE));
                Front front = engine.join(
                        new FrontIdentity(System.getProperty("user.name", "bench"), "bench", "bench"),
                        Role.DRIVE,
                        console)) {
            Console.End end = console.run(front);
            return end instanceof Console.End.Failed || end instanceof Console.End.SessionOver ? 1 : 0;
        }
    }

    private String symbolPath() {
        return symbols != null ? symbols : System.getenv().getOrDefault("_NT_SYMBOL_PATH", "");
    }

    private LinkAddress address() {
        try {
            if (connection != null) {
                return LinkAddress.parse(connection, System.getenv());
            }
            return LinkAddress.fromEnvironment(System.getenv())
                    .orElseThrow(() -> new Failure("no wire was named: give -k CONNECTION (see kdlab kd --help)"));
        } catch (AddressException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private WireLock take(LinkAddress address, Console console) throws IOException {
        Optional<WireHolder> dead = WireLock.abandoned(address);
        WireLock lock;
        try {
            lock = WireLock.take(
                    address,
                    WireHolder.thisProcess(
                            "bench kd of " + System.getProperty("user.name"),
                            Clock.systemUTC().instant()));
        } catch (WireHeldException e) {
            String take = e.holder()
                    .target()
                    .map(target -> "; to take it over: kdlab release " + target)
                    .orElse("; it is free when that ends");
            throw new Failure(e.getMessage() + take, e);
        }
        if (dead.isPresent() && dead.get().lease().isPresent() && !confirmed(dead.get(), console)) {
            lock.close();
            throw new Failure("left alone: " + dead.get().text() + "; --yes takes the wire all the same");
        }
        return lock;
    }

    /// A service that was killed cannot say whether its lease still matters; a person can.
    private boolean confirmed(WireHolder dead, Console console) {
        if (yes) {
            return true;
        }
        if (!(console instanceof TerminalConsole terminal)) {
            return false;
        }
        return terminal.ask("The service that had this wire is gone: " + dead.text() + ". Use the wire now? [y/N] ")
                .filter(answer -> answer.equalsIgnoreCase("y"))
                .isPresent();
    }

    private int debug(LinkAddress named, Console console) throws InterruptedException, IOException {
        try (WireLock lock = take(named, console)) {
            return debugHeld(lock.address(), console);
        }
    }

    private int debugHeld(LinkAddress address, Console console) throws InterruptedException, IOException {
        Clock clock = Clock.systemUTC();
        String path = SymbolFolders.orOwn(address, symbolPath());
        try (Journal journal = Journal.inMemory(clock);
                CaptureFile captured = capture(clock);
                PacketTrace trace = console.trace(traced);
                KdConnection link = KdConnection.open(
                        address,
                        ConnectionOptions.standard()
                                .withTap(journal.followedBy(tap(trace, captured, address)))
                                .withInitialBreak(breakIn));
                HostEngine engine = HostEngine.over(
                        new LocalStub(link, journal),
                        EngineOptions.bench(address.text(), path, Epoch.NONE)
                                .withInitialBreak(breakIn)
                                .withCapture(capture != null));
                Front front = engine.join(
                        new FrontIdentity(System.getProperty("user.name", "bench"), "bench", "bench"),
                        Role.DRIVE,
                        console)) {
            Console.End end = console.run(front);
            if (end instanceof Console.End.Quit(var after)) {
                finish(engine, console, after);
            }
            return end instanceof Console.End.Failed || end instanceof Console.End.SessionOver ? 1 : 0;
        }
    }

    private @Nullable CaptureFile capture(Clock clock) {
        try {
            return capture == null ? null : CaptureFile.open(capture, CaptureLimits.STANDARD, clock);
        } catch (IOException e) {
            throw new Failure("--capture: " + e.getMessage(), e);
        }
    }

    private static LinkTap tap(PacketTrace trace, @Nullable CaptureFile captured, LinkAddress address) {
        return captured == null ? trace : LinkTap.all(List.of(trace, captured.link(address.text(), "kdlab kd")));
    }

    /// `q` asks: resume, or leave stopped.
    private void finish(HostEngine engine, Console console, Optional<EndPolicy> after) throws InterruptedException {
        EndPolicy policy = after.orElseGet(() -> asked(console));
        try {
            engine.end(policy).toCompletableFuture().get(15, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure("the target could not be left as asked: " + e.getMessage(), e);
        }
    }

    /// A script that does not say leaves the target stopped, as the field's debuggers do.
    private static EndPolicy asked(Console console) {
        boolean resume = console instanceof TerminalConsole terminal
                && terminal.ask("Resume the target, or leave it stopped? [r/S] ")
                        .filter(answer -> answer.equalsIgnoreCase("r"))
                        .isPresent();
        return resume ? EndPolicy.RESUME : EndPolicy.LEAVE_STOPPED;
    }
}
