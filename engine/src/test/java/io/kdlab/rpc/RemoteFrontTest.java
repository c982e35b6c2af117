package io.kdlab.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.MethodDescriptor;
import io.kdlab.command.Command;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointDial;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.endpoint.TlsIdentity;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.EngineStatus;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.rpc.v1.FrontGrpc;
import io.kdlab.rpc.v1.Proof;
import io.kdlab.rpc.v1.SessionGrpc;
import io.kdlab.session.Role;
import io.netty.channel.Channel;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature(value = "2.7", on = On.SIM)
class RemoteFrontTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<AutoCloseable> parts = new ArrayList<>();
    private SimHouse house = new SimHouse();
    private StreamServer server;
    private EndpointOptions options;

    @BeforeEach
    void open() throws Exception {
        parts.add(house);
        server = part(new StreamServer(house, "test"));
        options = EndpointOptions.local().pipesIn(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
    }

    @Test
    @Feature(value = "E02", on = On.SIM)
    void attachesOverTcp() throws Exception {
        EndpointServer tcp =
                part(EndpointServer.open(EndpointAddress.parse("tcp:server=127.0.0.1,port=0"), options, server::serve));
        assertDebugs(dial("tcp:server=127.0.0.1,port=" + tcp.port(), options));
    }

    @Test
    void attachesOverAPipe() throws Exception {
        part(EndpointServer.open(EndpointAddress.parse("npipe:pipe=rabbit"), options, server::serve));
        assertDebugs(dial("npipe:server=.,pipe=rabbit", options));
    }

    @Test
    @Feature(value = "S01", on = On.SIM)
    void attachesOverTls() throws Exception {
        TlsIdentity identity = TlsIdentity.in(folder, List.of("localhost"));
        EndpointServer tls = part(EndpointServer.open(
                EndpointAddress.parse("ssl:server=127.0.0.1,port=0"), options.showing(identity), server::serve));
        assertDebugs(dial("ssl:server=127.0.0.1,port=" + tls.port(), options.accepting(identity.fingerprint())));
    }

    @Test
    @Feature(value = "R20", on = On.SIM)
    @Feature(value = "R21", on = On.SIM)
    void attachesOverAReversedDial() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        CompletableFuture<Channel> client = CompletableFuture.supplyAsync(
                () -> unchecked(() -> dial("tcp:clicon=127.0.0.1,port=" + port, options)));
        EndpointAddress reversed = EndpointAddress.parse("tcp:port=" + port + ",clicon=127.0.0.1");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                part(EndpointServer.open(reversed, options, server::serve));
                break;
            } catch (EndpointException e) {
                // The client may not listen yet.
                assertThat(System.nanoTime()).as("%s", e.getMessage()).isLessThan(end);
            }
        }
        assertDebugs(client.get(30, TimeUnit.SECONDS));
    }

    @Test
    @Feature(value = "R03", on = On.SIM)
    @Feature(value = "R04", on = On.SIM)
    void twoFrontsOfOneHolderSeeTheSameSession() throws Exception {
        part(EndpointServer.open(EndpointAddress.parse("npipe:pipe=two"), options, server::serve));
        Screen first = new Screen();
        RemoteFront one = front(SimHouse.ALICE, Role.DRIVE, "desk", first);
        Screen second = new Screen();
        RemoteFront two = front(SimHouse.ALICE, Role.DRIVE, "laptop", second);
        first.awaitText("laptop\\alice joined");
        stop(one);
        run(two, "? 2+3");
        first.awaitText("laptop\\alice>? 2+3");
        first.awaitText("= 00000000`00000005");
        two.close();
        first.awaitText("laptop\\alice left");
        assertThat(house.engine().status().state()).isEqualTo(EngineStatus.State.STOPPED);
        Screen again = new Screen();
        front(SimHouse.ALICE, Role.DRIVE, "train", again);
        again.awaitText("? 2+3");
    }

    @Test
    @Feature(value = "S04", on = On.SIM)
    void anObserverSeesAndActsInNothing() throws Exception {
        part(EndpointServer.open(EndpointAddress.parse("npipe:pipe=obs"), options, server::serve));
        Screen driver = new Screen();
        RemoteFront alice = front(SimHouse.ALICE, Role.DRIVE, "desk", driver, "obs");
        Screen seen = new Screen();
        RemoteFront bob = front(SimHouse.BOB, Role.DRIVE, "sofa", seen, "obs");
        assertThat(bob.role()).isEqualTo(Role.OBSERVE);
        assertThat(bob.note()).isEqualTo(SimHouse.HOLDER);
        stop(alice);
        // Every command that acts, by the table itself.
        int refused = 0;
        for (Command command : house.engine().commands().all()) {
            if (command.role() == Role.DRIVE) {
                CommandOutcome outcome = bob.execute(command.names().getFirst())
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                assertThat(outcome).as(command.names().getFirst()).isInstanceOf(CommandOutcome.Refused.class);
                assertThat(((CommandOutcome.Refused) outcome).why()).contains(SimHouse.HOLDER);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10);
        assertThat(bob.interrupt()).isInstanceOf(CommandOutcome.Refused.class);
        assertThat(((CommandOutcome.Refused) bob.interrupt()).why()).contains(SimHouse.HOLDER);
        assertThat(bob.answer("yes")).isInstanceOf(CommandOutcome.Refused.class);
        run(bob, "r rip");
        seen.awaitText("rip=");
        assertThat(house.engine().status().state()).isEqualTo(EngineStatus.State.STOPPED);
    }

    @Test
    void everyMethodDeclaresItsRole() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        methods.addAll(SessionGrpc.getServiceDescriptor().getMethods());
        methods.addAll(FrontGrpc.getServiceDescriptor().getMethods());
        assertThat(methods).hasSizeGreaterThan(5);
        for (MethodDescriptor<?, ?> method : methods) {
            // Throws for a method that declares none.
            assertThat(MethodRoles.declared(method)).isNotNull();
        }
    }

    @Test
    @Feature(value = "R06", on = On.SIM)
    void aWrongSecretAndAnUnknownTargetAreRefusedInOneLine() throws Exception {
        part(EndpointServer.open(EndpointAddress.parse("npipe:pipe=no"), options, server::serve));
        assertThatThrownBy(() -> open("npipe:pipe=no", "sim", "a guess", Role.OBSERVE, "x"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("the token is not known here");
        assertThatThrownBy(() -> open("npipe:pipe=no", "sin", SimHouse.BOB, Role.OBSERVE, "x"))
                .isInstanceOf(RemoteException.class)
                .hasMessage("there is no target \"sin\" here; known: sim");
    }

    @Test
    void aCallWithoutASessionIsRefused() throws Exception {
        part(EndpointServer.open(EndpointAddress.parse("npipe:pipe=raw"), options, server::serve));
        try (StreamChannel channel = StreamChannel.over(dial("npipe:pipe=raw", options))) {
            assertThatThrownBy(() -> FrontGrpc.newBlockingStub(channel.grpc())
                            .withDeadlineAfter(30, TimeUnit.SECONDS)
                            .status(io.kdlab.rpc.v1.StatusRequest.getDefaultInstance()))
                    .hasMessageContaining("UNAUTHENTICATED")
                    .hasMessageContaining("Session.Open");
        }
    }

    private void assertDebugs(Channel stream) throws Exception {
        Screen screen = new Screen();
        RemoteFront front = part(
                RemoteFront.open(stream, "sim", Role.DRIVE, Proof.Method.METHOD_TOKEN, SimHouse.ALICE, "desk", LIMIT));
        front.follow(screen);
        stop(front);
        run(front, "r");
        screen.awaitText("rax=");
        screen.awaitText("rip=");
        // CTRL+C reaches a running target while `g` waits for the next stop.
        CompletableFuture<CommandOutcome> going = front.execute("g").toCompletableFuture();
        org.awaitility.Awaitility.await("running")
                .atMost(LIMIT)
                .until(() -> house.engine().status().state() == EngineStatus.State.RUNNING);
        assertThat(front.interrupt()).isInstanceOf(CommandOutcome.Done.class);
        assertThat(going.get(30, TimeUnit.SECONDS)).isInstanceOf(CommandOutcome.Done.class);
    }

    private void stop(RemoteFront front) {
        org.awaitility.Awaitility.await("the link is up")
                .atMost(LIMIT)
                .until(() -> house.engine().status().state() != EngineStatus.State.CONNECTING);
        assertThat(front.interrupt()).isInstanceOf(CommandOutcome.Done.class);
        org.awaitility.Awaitility.await("stopped")
                .atMost(LIMIT)
                .until(() -> house.engine().status().state() == EngineStatus.State.STOPPED);
    }

    private static void run(RemoteFront front, String line) throws Exception {
        assertThat(front.execute(line).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isInstanceOf(CommandOutcome.Done.class);
    }

    private RemoteFront front(String secret, Role wish, String machine, Screen screen) throws Exception {
        return front(secret, wish, machine, screen, "two");
    }

    private RemoteFront front(String secret, Role wish, String machine, Screen screen, String pipe) throws Exception {
        RemoteFront front = part(open("npipe:pipe=" + pipe, "sim", secret, wish, machine));
        front.follow(screen);
        return front;
    }

    private RemoteFront open(String where, String target, String secret, Role wish, String machine) throws Exception {
        return RemoteFront.open(dial(where, options), target, wish, Proof.Method.METHOD_TOKEN, secret, machine, LIMIT);
    }

    private static Channel dial(String where, EndpointOptions options) throws EndpointException {
        return EndpointDial.open(EndpointAddress.parse(where), options);
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.add(part);
        return part;
    }
}
