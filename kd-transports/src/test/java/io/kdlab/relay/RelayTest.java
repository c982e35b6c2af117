package io.kdlab.relay;

import static io.kdlab.relay.Traffic.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.Leg;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.relay.Ends.End;
import io.kdlab.relay.Ends.Listener;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One relay between real sockets: what it lets through, how it ends, what it holds.
@Feature(value = "3.7", on = On.PROCESS)
class RelayTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MEGABYTES = 4 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyByteArrivesBothWaysAtOnce(long seed) throws Exception {
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), RelayOptions.once());
                End client = Ends.dial(port(relay));
                End far = server.accept()) {
            Traffic there = new Traffic(seed, MEGABYTES);
            Traffic back = new Traffic(-seed, MEGABYTES);
            var sent = CompletableFuture.allOf(there.send(client.out()), back.send(far.out()));
            await(there.expect(far.in()));
            await(back.expect(client.in()));
            await(sent);
            assertThat(relay.pairs()).singleElement().satisfies(pair -> {
                assertThat(pair.fromLeft()).isEqualTo(MEGABYTES);
                assertThat(pair.fromRight()).isEqualTo(MEGABYTES);
            });
        }
    }

    @Test
    void aHalfCloseEndsOneDirectionOnly() throws Exception {
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), RelayOptions.once());
                End client = Ends.dial(port(relay));
                End far = server.accept()) {
            halfCloses(relay, client, far);
        }
    }

    @Test
    void aHalfCloseEndsOneDirectionOfAPipeToo() throws Exception {
        Path right = folder.resolve("right");
        try (Listener server = Listener.at(UnixDomainSocketAddress.of(right));
                Relay relay = Relay.open(
                        offered("npipe:pipe=left"), leading("npipe:server=.,pipe=" + right), RelayOptions.once());
                End client = Ends.dial(folder.resolve("left"));
                End far = server.accept()) {
            halfCloses(relay, client, far);
        }
    }

    private static void halfCloses(Relay relay, End client, End far) throws Exception {
        Traffic there = new Traffic(5, 100_000);
        await(there.send(client.out()));
        client.shutOutput();
        assertThat(await(there.expectBeginning(far.in())))
                .as("all, then the end")
                .isEqualTo(100_000);
        Traffic back = new Traffic(6, MEGABYTES);
        var sent = back.send(far.out());
        await(back.expect(client.in()));
        await(sent);
        assertThat(relay.pairs()).as("still joined").hasSize(1);
        far.shutOutput();
        assertThat(client.in().read()).isEqualTo(-1);
        await(relay.ended());
        assertThat(relay.pairs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void aResetPassesThroughAndWhatCameBeforeIsABeginning(long seed) throws Exception {
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), RelayOptions.once());
                End client = Ends.dial(port(relay));
                End far = server.accept()) {
            Traffic there = new Traffic(seed, 50 * MEGABYTES);
            var _ = there.send(client.out());
            CompletableFuture<Long> arrived = there.expectBeginning(far.in());
            RelayPair pair = joined(relay);
            Awaitility.await().atMost(LIMIT).until(() -> pair.fromLeft() > 200_000 * seed);
            client.reset();
            assertThat(await(arrived)).as("seed %d", seed).isPositive();
            await(relay.ended());
            assertThatThrownBy(() -> {
                        while (true) {
                            far.out().write(1);
                        }
                    })
                    .as("no orderly end")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aReaderThatStopsStopsTheWriterAndNoMoreThanTheBoundIsHeld() throws Exception {
        try (Listener server = Listener.tcp();
                Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), RelayOptions.once());
                End client = Ends.dial(port(relay));
                End far = server.accept()) {
            // More than both kernels' socket buffers take (6 MB each at the most by Linux's defaults).
            Traffic there = new Traffic(10, 64L << 20);
            CompletableFuture<Long> sent = there.send(client.out());
            RelayPair pair = joined(relay);
            awaitStandstill(pair);
            assertThat(sent).as("the writer waits").isNotDone();
            assertThat(pair.left().held()).isPositive().isLessThanOrEqualTo(Leg.HELD_MOST);
            await(there.expect(far.in()));
            await(sent);
            assertThat(pair.left().mostHeld()).isPositive().isLessThanOrEqualTo(Leg.HELD_MOST);
        }
    }

    @Test
    void whoeverComesGetsAStreamOfTheirOwn() throws Exception {
        try (Listener server = Listener.tcp();
                Relay relay =
                        Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), RelayOptions.persisting());
                End alice = Ends.dial(port(relay));
                End farAlice = server.accept();
                End bob = Ends.dial(port(relay));
                End farBob = server.accept()) {
            alice.out().write('a');
            bob.out().write('b');
            assertThat(farAlice.in().read()).isEqualTo('a');
            assertThat(farBob.in().read()).isEqualTo('b');
            Awaitility.await().atMost(LIMIT).until(() -> relay.pairs().size() == 2);
            alice.close();
            assertThat(farAlice.in().read()).isEqualTo(-1);
            farAlice.close();
            Awaitility.await().atMost(LIMIT).until(() -> relay.pairs().size() == 1);
            farBob.out().write('B');
            assertThat(bob.in().read()).isEqualTo('B');
        }
    }

    @Test
    void aPersistentRelayTakesTheNextClientAndTheOtherKindEnds() throws Exception {
        for (boolean persistent : new boolean[] {true, false}) {
            RelayOptions options = persistent ? RelayOptions.persisting() : RelayOptions.once();
            try (Listener server = Listener.tcp();
                    Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), towards(server), options)) {
                int port = port(relay);
                pingPong(Ends.dial(port), server.accept());
                if (persistent) {
                    pingPong(Ends.dial(port), server.accept());
                    assertThat(relay.ended()).isNotDone();
                } else {
                    await(relay.ended());
                    Awaitility.await().atMost(LIMIT).until(() -> !Ends.answers(port));
                }
            }
        }
    }

    @Test
    void aServerThatRefusesIsNamed() throws Exception {
        int nobody = Ends.freePort();
        RelayEnd there = leading("tcp:server=127.0.0.1,port=" + nobody);
        try (Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), there, RelayOptions.once());
                End client = Ends.dial(port(relay))) {
            assertThat(client.in().read()).as("the client is let go").isEqualTo(-1);
            assertThatThrownBy(() -> await(relay.ended()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(RelayException.class)
                    .hasMessageContaining("the end towards the server 'tcp:port=" + nobody + ",server=127.0.0.1'")
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void aPersistentRelaySurvivesAServerThatIsNotThereYet() throws Exception {
        int later = Ends.freePort();
        RelayEnd there = leading("tcp:server=127.0.0.1,port=" + later);
        try (Relay relay = Relay.open(offered("tcp:port=0,server=127.0.0.1"), there, RelayOptions.persisting())) {
            try (End early = Ends.dial(port(relay))) {
                assertThat(early.in().read()).isEqualTo(-1);
            }
            try (Listener server =
                    Listener.at(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), later))) {
                pingPong(Ends.dial(port(relay)), server.accept());
            }
        }
    }

    @Test
    void anEndThatCannotListenIsNamed() throws Exception {
        try (Listener taken = Listener.tcp()) {
            String address = "tcp:port=%d,server=127.0.0.1".formatted(taken.port());
            assertThatThrownBy(() -> Relay.open(offered(address), leading("npipe:pipe=x"), RelayOptions.once()))
                    .isInstanceOf(RelayException.class)
                    .hasMessageContaining("the end for clients '" + address + "'");
        }
    }

    @Test
    void closingLetsGoOfEverybody() throws Exception {
        try (Listener server = Listener.tcp()) {
            Relay relay = Relay.open(offered("npipe:pipe=left"), towards(server), RelayOptions.persisting());
            try (End client = Ends.dial(folder.resolve("left"));
                    End far = server.accept()) {
                client.out().write(1);
                assertThat(far.in().read()).isEqualTo(1);
                relay.close();
                assertThat(far.in().read()).isEqualTo(-1);
                assertThat(client.in().read()).isEqualTo(-1);
                assertThat(folder.resolve("left")).doesNotExist();
                await(relay.ended());
            }
        }
    }

    /// Its only pair: the far end may be there a moment before the relay knows.
    private static RelayPair joined(Relay relay) {
        Awaitility.await().atMost(LIMIT).until(() -> !relay.pairs().isEmpty());
        return relay.pairs().getFirst();
    }

    /// Waits until nothing has moved for a fifth of a second.
    private static void awaitStandstill(RelayPair pair) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .during(200, TimeUnit.MILLISECONDS)
                .until(new java.util.concurrent.Callable<>() {
                    private long before = -1;

                    @Override
                    public Boolean call() {
                        long now = pair.fromLeft();
                        boolean still = now == before && now > 0;
                        before = now;
                        return still;
                    }
                });
    }

    private static void pingPong(End client, End far) throws IOException {
        try (client;
                far) {
            int ping = ThreadLocalRandom.current().nextInt(256);
            client.out().write(ping);
            assertThat(far.in().read()).isEqualTo(ping);
            far.out().write(~ping & 0xFF);
            assertThat(client.in().read()).isEqualTo(~ping & 0xFF);
        }
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
