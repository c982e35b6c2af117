package io.kdlab.relay;

import static io.kdlab.relay.Traffic.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.LinkAddress;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointDial;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.endpoint.TlsIdentity;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.peer.Pty;
import io.kdlab.relay.Ends.End;
import io.kdlab.relay.Ends.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of end: reversed, named pipes, TLS, wires, and relays in a row.
@Feature(value = "3.7", on = On.PROCESS)
class RelayEndsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LENGTH = 1 << 20;

    @TempDir
    private Path folder;

    @Feature(value = "R23", on = On.PROCESS)
    @Test
    void bothEndsListenAndEachStreamGetsAnother() throws Exception {
        int forServers = Ends.freePort();
        RelayEnd reversed = leading("tcp:port=%d,clicon=127.0.0.1".formatted(forServers));
        try (Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), reversed, RelayOptions.persisting());
                End early = Ends.dial(port(relay));
                End second = Ends.dial(port(relay))) {
            early.out().write('1');
            second.out().write('2');
            try (End server = Ends.dial(forServers);
                    End other = Ends.dial(forServers)) {
                int first = server.in().read();
                assertThat(List.of(first, other.in().read()))
                        .as("what came before is not lost")
                        .containsExactlyInAnyOrder((int) '1', (int) '2');
                bothWays(first == '1' ? early : second, server, 20);
            }
        }
    }

    @Test
    void whoLeavesWhileWaitingIsNotJoined() throws Exception {
        int forServers = Ends.freePort();
        RelayEnd reversed = leading("tcp:port=%d,clicon=127.0.0.1".formatted(forServers));
        try (Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), reversed, RelayOptions.persisting())) {
            End gone = Ends.dial(port(relay));
            gone.close();
            assertThat(gone.channel().isOpen()).isFalse();
            try (End client = Ends.dial(port(relay));
                    End server = Ends.dial(forServers)) {
                // The first may have been joined before it was known to be gone; then the server dials again.
                client.out().write('c');
                End joined = server;
                int first = joined.in().read();
                if (first < 0) {
                    joined = Ends.dial(forServers);
                    first = joined.in().read();
                }
                assertThat(first).isEqualTo('c');
            }
        }
    }

    @Feature(value = "R23", on = On.PROCESS)
    @Feature(value = "D02", on = On.PROCESS)
    @Test
    void bothEndsDialAndAPersistentRelayDialsAgain() throws Exception {
        int clientPort = Ends.freePort();
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(
                        offered("tcp:port=%d,clicon=127.0.0.1".formatted(clientPort)),
                        towards(server),
                        RelayOptions.persisting())) {
            // The relay reaches the server, finds no client, and tries again from the beginning.
            End lonely = server.accept();
            assertThat(lonely.in().read()).isEqualTo(-1);
            try (Listener client = Listener.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort))) {
                for (int round = 0; round < 2; round++) {
                    End there = client.accept();
                    End far = acceptUntilAlive(server);
                    bothWays(there, far, round);
                    there.close();
                    far.close();
                }
            }
            assertThat(relay.joined()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aClientThatCannotBeDialledIsNamed() throws Exception {
        int nobody = Ends.freePort();
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(
                        offered("tcp:port=%d,clicon=127.0.0.1".formatted(nobody)),
                        towards(server),
                        RelayOptions.once())) {
            assertThatThrownBy(() -> await(relay.ended()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("the end for clients 'tcp:port=%d,clicon=127.0.0.1'".formatted(nobody));
        }
    }

    @Test
    void twoInARowThroughAPipeCarryTenMegabytes() throws Exception {
        try (Listener server = Listener.tcp();
                Relay second = Relay.open(offered("npipe:pipe=middle"), towards(server), RelayOptions.persisting());
                Relay first = Relay.open(
                        offered("tcp:port=0,server=127.0.0.1"),
                        leading("npipe:server=.,pipe=middle"),
                        RelayOptions.persisting());
                End client = Ends.dial(port(first));
                End far = server.accept()) {
            Traffic there = new Traffic(31, 10 << 20);
            Traffic back = new Traffic(32, 10 << 20);
            var sent = CompletableFuture.allOf(there.send(client.out()), back.send(far.out()));
            await(there.expect(far.in()));
            await(back.expect(client.in()));
            await(sent);
            assertThat(second.joined()).isEqualTo(1);
        }
    }

    @Feature(value = "D03", on = On.PROCESS)
    @Test
    void tlsPassesThroughFromEndToEnd() throws Exception {
        TlsIdentity identity = TlsIdentity.in(folder, List.of("localhost", "127.0.0.1"));
        try (EndpointServer server = EndpointServer.open(
                        EndpointAddress.parse("ssl:port=0,server=127.0.0.1"),
                        options().showing(identity),
                        ECHO);
                Relay relay = Relay.open(
                        offered("tcp:port=0,server=127.0.0.1"),
                        leading("tcp:server=127.0.0.1,port=" + server.port()),
                        RelayOptions.persisting())) {
            EndpointAddress through = EndpointAddress.parse("ssl:server=127.0.0.1,port=" + port(relay));
            assertEchoes(EndpointDial.open(through, options().accepting(identity.fingerprint())));
            assertThatThrownBy(() -> EndpointDial.open(through, options().accepting("00".repeat(32))))
                    .as("told by the end, not by the relay")
                    .isInstanceOf(EndpointException.class)
                    .hasMessageContaining("another certificate");
        }
    }

    @Test
    void aRelayMayEndTlsOfItsOwnAndHalfCloseGoesThroughIt() throws Exception {
        TlsIdentity identity = TlsIdentity.in(folder, List.of("localhost", "127.0.0.1"));
        try (Listener server = Listener.tcp();
                Relay inner = Relay.open(
                        new RelayEnd.Offered(
                                EndpointAddress.parse("ssl:port=0,server=127.0.0.1"),
                                options().showing(identity)),
                        towards(server),
                        RelayOptions.persisting());
                Relay outer = Relay.open(
                        offered("tcp:port=0,server=127.0.0.1"),
                        new RelayEnd.Leading(
                                EndpointAddress.parse("ssl:server=127.0.0.1,port=" + port(inner)),
                                options().accepting(identity.fingerprint())),
                        RelayOptions.persisting());
                End client = Ends.dial(port(outer));
                End far = server.accept()) {
            bothWays(client, far, 40);
            client.out().write('x');
            client.shutOutput();
            assertThat(far.in().read()).isEqualTo('x');
            assertThat(far.in().read()).as("the end of one direction").isEqualTo(-1);
            Traffic back = new Traffic(41, LENGTH);
            var sent = back.send(far.out());
            await(back.expect(client.in()));
            await(sent);
            far.close();
            assertThat(client.in().read()).isEqualTo(-1);
        }
    }

    @Test
    void aSerialPortIsAnEndAndWhatItKeptIsThrownAway() throws Exception {
        try (Listener machine = Listener.tcp();
                Pty pty = Pty.open(machine.port());
                End far = machine.accept();
                Relay relay = Relay.open(
                        offered("tcp:port=0,server=127.0.0.1"),
                        new RelayEnd.Wire(LinkAddress.parse("com:port=" + pty.path() + ",baud=115200")),
                        RelayOptions.persisting())) {
            for (int round = 0; round < 2; round++) {
                try (End client = Ends.dial(port(relay))) {
                    Awaitility.await().atMost(LIMIT).until(() -> relay.pairs().size() == 1);
                    Traffic there = new Traffic(50 + round, 60_000);
                    Traffic back = new Traffic(60 + round, 60_000);
                    var sent = CompletableFuture.allOf(there.send(client.out()), back.send(far.out()));
                    await(there.expect(far.in()));
                    await(back.expect(client.in()));
                    await(sent);
                }
                // The client has left; a serial port has no half-close, so the pair ends after a silence.
                Awaitility.await().atMost(LIMIT).until(() -> relay.pairs().isEmpty());
            }
            pty.close();
            try (End late = Ends.dial(port(relay))) {
                assertThat(late.in().read()).as("no port, no stream").isEqualTo(-1);
            }
        }
    }

    @Test
    void aWireThatCarriesPacketsIsRefused() throws Exception {
        try (Relay relay = Relay.open(
                        offered("tcp:port=0,server=127.0.0.1"),
                        new RelayEnd.Wire(LinkAddress.parse("1394:channel=3")),
                        RelayOptions.once());
                End client = Ends.dial(port(relay))) {
            assertThat(client.in().read()).isEqualTo(-1);
            assertThatThrownBy(() -> await(relay.ended()))
                    .hasMessageContaining("the wire '1394:channel=3': 1394:channel=3: carries packets, not bytes");
        }
    }

    private static final Consumer<Channel> ECHO = stream -> {
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                context.writeAndFlush(bytes);
            }
        });
        stream.config().setAutoRead(true);
    };

    private static void assertEchoes(Channel stream) throws Exception {
        ByteBuf heard = Unpooled.buffer();
        CompletableFuture<Void> all = new CompletableFuture<>();
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                heard.writeBytes((ByteBuf) bytes);
                ReferenceCountUtil.release(bytes);
                if (heard.readableBytes() == 5) {
                    all.complete(null);
                }
            }
        });
        stream.config().setAutoRead(true);
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5}));
        await(all);
        stream.close().sync();
    }

    /// Streams of pairs that did not come about end at once.
    private static End acceptUntilAlive(Listener server) throws IOException {
        while (true) {
            End far = server.accept();
            far.channel().configureBlocking(true);
            far.channel().socket().setSoTimeout(200);
            try {
                if (far.channel().socket().getInputStream().read() < 0) {
                    far.close();
                    continue;
                }
            } catch (java.net.SocketTimeoutException _) {
                // Nobody says anything, and nobody has left.
            }
            return far;
        }
    }

    private static void bothWays(End one, End other, long seed) throws Exception {
        Traffic there = new Traffic(100 + seed, LENGTH);
        Traffic back = new Traffic(200 + seed, LENGTH);
        var sent = CompletableFuture.allOf(there.send(one.out()), back.send(other.out()));
        await(there.expect(other.in()));
        await(back.expect(one.in()));
        await(sent);
    }

    private RelayEnd offered(String address) {
        return new RelayEnd.Offered(EndpointAddress.parse(address), options());
    }

    private RelayEnd leading(String address) {
        return new RelayEnd.Leading(EndpointAddress.parse(address), options());
    }

    private RelayEnd towards(Listener server) {
        return leading("tcp:server=127.0.0.1,port=" + server.port());
    }

    private static int port(Relay relay) {
        return ((EndpointAddress.Tcp) relay.listening().getFirst()).ports().lowest();
    }

    private EndpointOptions options() {
        return EndpointOptions.local().pipesIn(folder);
    }
}
