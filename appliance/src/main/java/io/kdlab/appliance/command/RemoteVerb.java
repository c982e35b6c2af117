package io.kdlab.appliance.command;

import io.kdlab.address.ConnectionString;
import io.kdlab.appliance.LogOutput;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.ThisMachine;
import io.kdlab.remote.AccessList;
import io.kdlab.remote.CommandWords;
import io.kdlab.remote.Greeting;
import io.kdlab.remote.LocalUser;
import io.kdlab.remote.Painter;
import io.kdlab.remote.RemoteException;
import io.kdlab.remote.RemoteSession;
import io.kdlab.remote.SessionName;
import io.kdlab.remote.SessionPlan;
import io.kdlab.remote.SessionVisit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `remote /s`, `/c` and `/q`: any console program, shared by several people without a debugger at theirs.
@Command(
        name = "remote",
        customSynopsis = {
            "remote /s \"COMMAND\" SESSION [/f C] [/b C] [/u USER]... [/ud USER]... [/v|/-v] [/t TRANSPORT]...",
            "       remote /c SERVER SESSION [/l LINES] [/f C] [/b C] [/k FILE]",
            "       remote /q SERVER"
        },
        description = {
            "Shares a console program: everybody sees it, everybody may type.",
            "In a session: @H helps, @M says something to all, @Q leaves, @K (at the server) ends it."
        },
        footer = {
            "SERVER is this machine (., localhost, its name, 127.x), or, from another one, the endpoint that /t",
            "offered there: remote /c ssl:server=BOX,port=N,certuser=FINGERPRINT,password=P SESSION."
        })
public final class RemoteVerb implements Callable<Integer> {
    private static final Set<String> FURTHER = Set.of("password", "certuser", "machuser", "proto");

    @Option(
            names = {"/s", "-s"},
            description = "Starts a session around a command.")
    private boolean serves;

    @Option(
            names = {"/c", "-c"},
            description = "Joins a session.")
    private boolean joins;

    @Option(
            names = {"/q", "-q"},
            description = "Lists the visible sessions.")
    private boolean asks;

    @Option(
            names = {"/u", "-u"},
            paramLabel = "USER",
            description = "Allows this user or group, and nobody that is not named so.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = {"/ud", "-ud"},
            paramLabel = "USER",
            description = "Denies this user or group.")
    private List<String> denied = new ArrayList<>();

    @Option(
            names = {"/v", "-v"},
            description = "Queries list it; so they do anyway when the command has to do with debuggers.")
    private boolean shown;

    @Option(
            names = {"/-v", "--v"},
            description = "Queries do not list it.")
    private boolean hidden;

    @Option(
            names = {"/l", "-l"},
            paramLabel = "LINES",
            defaultValue = "200",
            description = "How much of the past is shown (default: 200 lines).")
    private int lines;

    @Option(
            names = {"/f", "-f"},
            paramLabel = "COLOUR",
            description = "The text's colour here.")
    private @Nullable String text;

    @Option(
            names = {"/b", "-b"},
            paramLabel = "COLOUR",
            description = "The background's.")
    private @Nullable String background;

    @Option(
            names = {"/k", "-k"},
            paramLabel = "FILE",
            description = "Colours lines with keywords: a keyword a line, its TEXT[, BACKGROUND] on the next.")
    private @Nullable Path colours;

    @Option(
            names = {"/t", "-t"},
            paramLabel = "TRANSPORT",
            description = "Offers it elsewhere too (ours): tcp:port=N,password=P or ssl:port=N,password=P.")
    private List<String> transports = new ArrayList<>();

    @Option(
            names = "--beyond-loopback",
            description = "Takes and dials other machines by tcp: too, where all but the password passes in clear.")
    private boolean beyondLoopback;

    @Option(
            names = {"-?", "/?", "-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Parameters(arity = "1..2", paramLabel = "WORDS", hidden = true)
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((serves ? 1 : 0) + (joins ? 1 : 0) + (asks ? 1 : 0) != 1) {
            throw new Failure("give one of /s \"COMMAND\" SESSION, /c SERVER SESSION, /q SERVER");
        }
        if (words.size() != (asks ? 1 : 2)) {
            throw new Failure(
                    asks ? "/q takes a SERVER" : serves ? "/s takes \"COMMAND\" SESSION" : "/c takes SERVER SESSION");
        }
        try {
            Painter painter = Painter.of(
                    Optional.ofNullable(text),
                    Optional.ofNullable(background),
                    colours == null ? List.of() : Files.readAllLines(colours));
            return asks ? query(words.getFirst()) : serves ? serve(painter) : join(painter);
        } catch (RemoteException | IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private int query(String server) throws RemoteException {
        String machine = ThisMachine.bare(server);
        if (!ThisMachine.is(server)) {
            throw new Failure(elsewhere(machine));
        }
        List<Greeting.Here> sessions = SessionVisit.sessions(EndpointOptions.local());
        if (sessions.isEmpty()) {
            System.out.println("No Remote servers running on \\\\" + machine);
        } else if (sessions.stream().noneMatch(Greeting.Here::visible)) {
            System.out.println("No visible sessions on server \\\\" + machine);
        } else {
            System.out.println("Visible sessions on server \\\\" + machine + ":");
            sessions.stream()
                    .filter(Greeting.Here::visible)
                    .forEach(session -> System.out.println(session.listed(machine)));
        }
        return 0;
    }

    private static String elsewhere(String machine) {
        return "sessions of " + machine + " are not seen from here: pipes do not leave their machine;"
                + " offer the session there with /t ssl:port=N,password=P and join it by ssl:server=" + machine + ",…";
    }

    private int join(Painter painter) throws RemoteException, IOException {
        SessionName name = new SessionName(words.getLast());
        String server = words.getFirst();
        EndpointOptions options = EndpointOptions.local().withBeyondLoopback(beyondLoopback);
        EndpointAddress address = name.pipe();
        Optional<String> password = Optional.empty();
        if (server.contains(":") && !ThisMachine.is(server)) {
            ConnectionString string = ConnectionString.parse(server);
            address = EndpointAddress.parse(server, FURTHER);
            password = string.value("password");
            Optional<String> pin = string.value("certuser").or(() -> string.value("machuser"));
            if (pin.isPresent()) {
                options = options.accepting(pin.get().replaceAll("[: ]", "").toLowerCase(java.util.Locale.ROOT));
            }
        } else if (!ThisMachine.is(server)) {
            throw new Failure(elsewhere(ThisMachine.bare(server)));
        }
        try (SessionVisit visit = SessionVisit.join(address, options, lines, password)) {
            Signals.register("INT", visit::interrupt);
            typing(visit::say, () -> visit.say("@Q"));
            show(visit.output(), painter);
            return 0;
        }
    }

    private static void show(Reader output, Painter painter) throws IOException {
        char[] some = new char[8192];
        int count = output.read(some);
        while (count >= 0) {
            System.out.print(painter.painted(new String(some, 0, count), output.ready()));
            System.out.flush();
            count = output.read(some);
        }
    }

    /// Reads what is typed here on a thread of its own, line by line.
    private static void typing(Consumer<String> line, Runnable end) {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().name("typing").start(() -> {
            try {
                String next = input.readLine();
                while (next != null) {
                    line.accept(next);
                    next = input.readLine();
                }
            } catch (IOException _) {
                // A terminal that is gone types no more.
            }
            end.run();
        });
    }

    private int serve(Painter painter) throws RemoteException, IOException, InterruptedException {
        LogOutput.tell("io.kdlab.remote", "io.kdlab.endpoint");
        SessionName name = new SessionName(words.getLast());
        CommandWords command = CommandWords.parse(words.getFirst());
        SessionPlan plan = new SessionPlan(
                name,
                command.words(),
                path(),
                !hidden && (shown || command.isOfDebuggers()),
                AccessList.of(LocalUser.own(), allowed, denied),
                transports.stream().map(RemoteVerb::offer).toList(),
                RemoteCertificate.shownBy(transports, EndpointOptions.local().withBeyondLoopback(beyondLoopback)),
                Clock.systemDefaultZone());
        try (RemoteSession session = RemoteSession.start(plan, shownText -> {
            System.out.print(painter.painted(shownText, false));
            System.out.flush();
        })) {
            Runtime.getRuntime().addShutdownHook(new Thread(session::close));
            tell(session, plan);
            Signals.register("INT", session::interrupt);
            typing(session::typed, () -> {});
            return session.ended().get() == 0 ? 0 : 1;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tell(RemoteSession session, SessionPlan plan) {
        System.out.printf(
                "To Connect: Remote /C %s \"%s\"%n",
                ThisMachine.name().toUpperCase(java.util.Locale.ROOT), plan.name());
        for (EndpointAddress address : session.offered()) {
            System.out.printf(
                    "            Remote /C %s,server=%s,password=* \"%s\"%n", address, ThisMachine.name(), plan.name());
        }
        plan.endpoints()
                .identity()
                .ifPresent(identity -> System.out.println("            ssl: with certuser=" + identity.fingerprint()));
        System.out.flush();
    }

    private static SessionPlan.Offer offer(String transport) {
        ConnectionString string = ConnectionString.parse(transport);
        EndpointAddress address = EndpointAddress.parse(transport, FURTHER);
        if (!(address instanceof EndpointAddress.Tcp)) {
            throw new Failure("/t " + string.scheme() + ": a session has its pipe already; offer it by tcp: or ssl:");
        }
        return new SessionPlan.Offer(
                address,
                string.value("password")
                        .orElseThrow(
                                () -> new Failure("/t " + address + ": needs password=…, which guests must know")));
    }

    /// The names of this program, `kd` and the others, are found by the command whatever the caller's `PATH` is.
    private static Map<String, String> path() {
        Path program = Path.of(System.getProperty("kdlab.program", ""));
        Path folder = program.getParent();
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return folder == null ? Map.of() : Map.of("PATH", folder.toAbsolutePath() + ":" + path);
    }
}
