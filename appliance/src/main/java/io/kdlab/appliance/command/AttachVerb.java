package io.kdlab.appliance.command;

import io.kdlab.address.AddressException;
import io.kdlab.appliance.console.Console;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointDial;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.rpc.RemoteException;
import io.kdlab.rpc.RemoteFront;
import io.kdlab.rpc.v1.Proof;
import io.kdlab.session.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab attach TARGET`: a console of the host engine in the box.
@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description = {
            "Attaches a console to a target's session in the box.",
            "CTRL+C breaks in; q or CTRL+D leaves, and the session stays as it is. Who holds no lease observes."
        })
public final class AttachVerb implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @Parameters(paramLabel = "TARGET", description = "The target's name.")
    private String target = "";

    @Option(names = "--observe", description = "Watches only, even with a lease.")
    private boolean observe;

    @Option(
            names = "-remote",
            paramLabel = "STRING",
            description = "Where to attach, such as ssl:server=box,port=8844; without it, where the lab API says.")
    private @Nullable String remote;

    @Option(
            names = {"-b", "-bonc"},
            description = "Breaks in as soon as it is attached.")
    private boolean breakIn;

    @Mixin
    private CommandSource commands = new CommandSource();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Login login = Login.load();
        EndpointOptions options = EndpointOptions.local();
        if (!login.fingerprint().isEmpty()) {
            options = options.accepting(login.fingerprint().replace(":", "").toLowerCase(java.util.Locale.ROOT));
        }
        try (RemoteFront front = RemoteFront.open(
                EndpointDial.open(EndpointAddress.parse(where(login)), options),
                target,
                observe ? Role.OBSERVE : Role.DRIVE,
                Proof.Method.METHOD_TOKEN,
                login.token(),
                machine(),
                LIMIT)) {
            if (!front.note().isEmpty()) {
                System.out.println("You observe: " + front.note());
            }
            Console console = commands.open();
            front.follow(console);
            if (breakIn) {
                breakIn(front);
            }
            return switch (console.run(front)) {
                case Console.End.Quit _, Console.End.Left() -> {
                    System.out.println("Left; the session stays as it is.");
                    yield 0;
                }
                case Console.End.SessionOver _, Console.End.Failed _ -> 1;
            };
        } catch (EndpointException | RemoteException | AddressException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static void breakIn(RemoteFront front) {
        switch (front.interrupt()) {
            case CommandOutcome.Refused(String why) -> throw new Failure(why);
            case CommandOutcome.Failed(String why) -> throw new Failure(why);
            case CommandOutcome.Done _, CommandOutcome.Quit _ -> {}
        }
    }

    private String where(Login login) {
        if (remote != null) {
            return remote;
        }
        try (var lab = login.client()) {
            lab.target(target);
            return lab.fronts().stream()
                    .findFirst()
                    .orElseThrow(() -> new Failure("the box offers no way in for fronts (listen.fronts is empty)"))
                    .connection();
        }
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
