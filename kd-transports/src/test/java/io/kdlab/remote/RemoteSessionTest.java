package io.kdlab.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.relay.Relay;
import io.kdlab.relay.RelayOptions;
import io.kdlab.relay.RepeaterLine;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions around real programs, visited as people visit them.
class RemoteSessionTest {
    /// 2005-02-28 was a Monday.
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2005-02-28T09:39:00Z"), ZoneId.of("UTC"));

    private static final String PASSWORD = "longer than twelve, with spaces and ümlauts";

    @TempDir
    private Path folder;

    private EndpointOptions options = EndpointOptions.local();
    private LocalUser own = new LocalUser("?", java.util.Set.of());
    private final Screen server = new Screen();

    @BeforeEach
    void here() throws Exception {
        options = EndpointOptions.local().pipesIn(folder);
        own = LocalUser.own();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(server.text()).doesNotContain(PASSWORD);
    }

    @Feature(value = "X01", on = On.PROCESS)
    @Test
    void everybodySeesWhatTheProgramPrintsAndWhoTypedWhat() throws Exception {
        try (RemoteSession session = start("debug", "cat");
                SessionVisit alice = visit("DEBUG");
                SessionVisit bob = visit("debug")) {
            Screen alices = Screen.of(alice.output());
            Screen bobs = Screen.of(bob.output());
            bobs.awaits("**Remote: Connected to ");
            alice.say("hello, wörld");
            bobs.awaits("hello, wörld     [");
            bobs.awaits("Mon 9:39 AM]\n");
            bobs.awaits("hello, wörld\n");
            alices.awaits("hello, wörld\n");
            session.typed("from the server");
            alices.awaits("from the server     [Local          Mon 9:39 AM]\n");
            server.awaits("hello, wörld     [");
            assertThat(alices.text())
                    .as("what one typed oneself is not said again")
                    .doesNotContain("hello, wörld     [");
            alice.say("@Q");
            alices.awaitsEnd();
            bobs.awaits("**Remote:  Disconnected from ");
            assertThat(session.ended()).isNotDone();
        }
    }

    @Feature(value = "X03", on = On.PROCESS)
    @Test
    void linesThatBeginWithAnAtAreForTheSession() throws Exception {
        try (RemoteSession session = start("debug", "cat");
                SessionVisit alice = visit("debug");
                SessionVisit bob = visit("debug")) {
            Screen alices = Screen.of(alice.output());
            Screen bobs = Screen.of(bob.output());
            alice.say("@m lunch?");
            bobs.awaits("@m lunch?     [");
            alice.say("@P now");
            server.awaits("\u0007*** now     [");
            alice.say("@h");
            alices.awaits("@Q        leaves the session");
            alice.say("@x");
            alices.awaits("@x is no command of the session");
            alice.say("@K");
            alices.awaits("@K is for who sits at the server");
            alice.say("@@literal");
            bobs.awaits("\n@literal\n");
            session.typed("@Q");
            server.awaits("@Q is for clients");
            assertThat(bobs.text()).doesNotContain("leaves the session", "@x", "@K");
            session.typed("@K");
            alices.awaits("*** SESSION OVER ***");
            alices.awaitsEnd();
            bobs.awaitsEnd();
            session.ended().get(Screen.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(SessionVisit.sessions(options)).isEmpty();
    }

    @Test
    void aNewcomerSeesTheLastLines() throws Exception {
        try (RemoteSession _ = start("count", "sh", "-c", "seq 1 1000; exec cat")) {
            server.awaits("1000\n");
            try (SessionVisit late = SessionVisit.join(new SessionName("count").pipe(), options, 3, Optional.empty())) {
                Screen screen = Screen.of(late.output());
                screen.awaits("**Remote: Connected to ");
                assertThat(screen.text()).startsWith("998\n999\n1000\n**Remote: Connected to ");
            }
        }
    }

    @Test
    void controlCReachesTheProgramAndItsEndIsTheSessions() throws Exception {
        try (RemoteSession session = start(
                        "trap", "sh", "-c", "trap 'echo caught; exit 3' INT; echo ready; while :; do read x; done");
                SessionVisit alice = visit("trap")) {
            Screen screen = Screen.of(alice.output());
            server.awaits("ready");
            alice.interrupt();
            screen.awaits("caught");
            screen.awaitsEnd();
            assertThat(session.ended().get(Screen.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
    }

    @Feature(value = "X06", on = On.PROCESS)
    @Test
    void aBareTerminalWillDo() throws Exception {
        try (RemoteSession _ = start("bare", "cat");
                SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(folder.resolve("remote.bare")));
            OutputStream out = Channels.newOutputStream(socket);
            InputStream in = Channels.newInputStream(socket);
            out.write("\nfirst\nsecond\n".getBytes(StandardCharsets.UTF_8));
            Screen screen = Screen.of(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            screen.awaits("session=bare program=cat hidden; press ENTER to join\n");
            screen.awaits("first\nsecond\n");
            out.write("@q\n".getBytes(StandardCharsets.UTF_8));
            screen.awaitsEnd();
        }
    }

    @Test
    void aNameIsTakenOnceOnAMachine() throws Exception {
        try (RemoteSession _ = start("debug", "cat")) {
            assertThatThrownBy(() -> start("Debug", "cat"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("served by another program");
        }
        try (RemoteSession _ = start("Debug", "cat")) {
            assertThat(SessionVisit.sessions(options))
                    .as("the name is free again")
                    .hasSize(1);
        }
    }

    @Feature(value = "X04", on = On.PROCESS)
    @Test
    void aQueryAsksWithoutJoining() throws Exception {
        try (RemoteSession _ = start("one", "cat");
                RemoteSession _ = RemoteSession.start(plan("two", true, List.of(), "cat"), server)) {
            assertThat(SessionVisit.sessions(options).stream().map(found -> found.listed("BOX")))
                    .containsExactly("cat    [Remote /C BOX \"one\"] hidden", "cat    [Remote /C BOX \"two\"] visible");
            assertThat(server.text()).doesNotContain("Connected", "Disconnected");
        }
    }

    @Test
    void overTheNetworkAPasswordIsProvedByBothAndNeverSent() throws Exception {
        try (RemoteSession session = offered();
                SessionVisit alice = SessionVisit.join(far(session), options, 200, Optional.of(PASSWORD))) {
            Screen screen = Screen.of(alice.output());
            alice.say("over the network");
            screen.awaits("over the network\n");
            server.awaits("(127.0.0.1) " + System.getProperty("user.name"));
            assertThatThrownBy(() -> SessionVisit.join(far(session), options, 200, Optional.of("wrong")))
                    .isInstanceOf(RemoteException.class)
                    .hasMessage("refused: the password is wrong (0x80004005)");
            assertThatThrownBy(() -> SessionVisit.join(far(session), options, 200, Optional.empty()))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("asks for a password");
            assertThatThrownBy(
                            () -> SessionVisit.join(new SessionName("far").pipe(), options, 200, Optional.of(PASSWORD)))
                    .as("nobody is led to a session that does not know the password")
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("asks for no password");
            assertThat(session.ended()).as("the others go on").isNotDone();
        }
    }

    @Feature(value = "D05", on = On.PROCESS)
    @Test
    void whoIsRefusedBehindARepeaterReadsWhyAndTheServerGoesOn() throws Exception {
        try (RemoteSession session = offered()) {
            RepeaterLine line = RepeaterLine.parse(
                    "tcp:server=127.0.0.1,port=" + port(session.offered().getFirst()),
                    "tcp:server=127.0.0.1,port=0",
                    options);
            try (Relay relay = Relay.open(line.forClients(), line.towardsServer(), RelayOptions.once())) {
                EndpointAddress near = EndpointAddress.parse(
                        "tcp:server=127.0.0.1,port=" + port(relay.listening().getFirst()));
                assertThatThrownBy(() -> SessionVisit.join(near, options, 200, Optional.of("wrong")))
                        .hasMessage("refused: the password is wrong (0x80004005)");
                relay.ended().get(Screen.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            try (SessionVisit alice = SessionVisit.join(far(session), options, 200, Optional.of(PASSWORD))) {
                Screen screen = Screen.of(alice.output());
                alice.say("still there");
                screen.awaits("still there\n");
            }
        }
    }

    @Test
    void aClientThatReadsNothingIsCutOffAndTheOthersGoOn() throws Exception {
        try (RemoteSession _ = start("flood", "sh", "-c", "read x; seq 1 400000; echo done; exec cat");
                SessionVisit stopped = visit("flood");
                SessionVisit alice = visit("flood")) {
            Screen screen = Screen.of(alice.output());
            alice.say("go");
            screen.awaits("400000\ndone\n");
            server.awaits("**Remote:  Disconnected from ");
            // It reads on now, to the end of what was on the way.
            Screen late = Screen.of(stopped.output());
            late.awaitsEnd();
            assertThat(late.text()).doesNotContain("done");
        }
    }

    @Test
    void linesOfAProgramThatReadsNothingAreRefused() throws Exception {
        try (RemoteSession _ = start("deaf", "sleep", "600");
                SessionVisit alice = visit("deaf")) {
            Screen screen = Screen.of(alice.output());
            Awaitility.await()
                    .atMost(Screen.LIMIT)
                    .pollInterval(java.time.Duration.ofMillis(20))
                    .until(() -> {
                        for (int i = 0; i < 100; i++) {
                            alice.say("x".repeat(4000));
                        }
                        return screen.text().contains("this line is not given");
                    });
        }
    }

    @Feature(value = "X02", on = On.PROCESS)
    @Test
    void theKernelNamesWhoComesAndTheListDecides() throws Exception {
        assumeTrue(own.name().equals("root"), "only root can become another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        SessionPlan plan = new SessionPlan(
                new SessionName("shared"),
                List.of("cat"),
                Map.of(),
                true,
                AccessList.of(own, List.of("root", "daemon"), List.of()),
                List.of(),
                options,
                CLOCK);
        try (RemoteSession _ = RemoteSession.start(plan, server)) {
            assertThat(as("nobody", "nogroup", "\n"))
                    .contains(
                            "Protected Server!  Only the following users or groups can connect:\n    root\n    daemon\n")
                    .doesNotContain("Connected");
            assertThat(as("daemon", "daemon", "**Remote: join user=root machine=other lines=1\nhello\n@Q\n"))
                    .as("by the kernel's word, not by its own")
                    .contains(" daemon [Mon 9:39 AM]")
                    .doesNotContain("root [");
            server.awaits("hello     [");
        }
    }

    /// What a bare terminal of another user is shown until the session lets it go.
    private String as(String user, String group, String typed) throws Exception {
        Process terminal = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=" + group,
                        "--clear-groups",
                        "socat",
                        "-",
                        "UNIX-CONNECT:" + folder.resolve("remote.shared"))
                .redirectErrorStream(true)
                .start();
        try {
            terminal.getOutputStream().write(typed.getBytes(StandardCharsets.UTF_8));
            terminal.getOutputStream().flush();
            return new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            terminal.destroy();
        }
    }

    private RemoteSession start(String name, String... command) throws RemoteException {
        return RemoteSession.start(plan(name, false, List.of(), command), server);
    }

    private RemoteSession offered() throws RemoteException {
        SessionPlan.Offer offer = new SessionPlan.Offer(EndpointAddress.parse("tcp:port=0,server=127.0.0.1"), PASSWORD);
        assertThat(offer.toString()).doesNotContain(PASSWORD);
        return RemoteSession.start(plan("far", false, List.of(offer), "cat"), server);
    }

    private SessionPlan plan(String name, boolean visible, List<SessionPlan.Offer> offers, String... command) {
        return new SessionPlan(
                new SessionName(name),
                List.of(command),
                Map.of(),
                visible,
                new AccessList(own.name(), new java.util.LinkedHashSet<>(), new java.util.LinkedHashSet<>()),
                offers,
                options,
                CLOCK);
    }

    private SessionVisit visit(String name) throws RemoteException {
        return SessionVisit.join(new SessionName(name).pipe(), options, 200, Optional.empty());
    }

    private static EndpointAddress far(RemoteSession session) {
        return EndpointAddress.parse(
                "tcp:server=127.0.0.1,port=" + port(session.offered().getFirst()));
    }

    private static String port(EndpointAddress address) {
        return ((EndpointAddress.Tcp) address).ports().toString();
    }
}
