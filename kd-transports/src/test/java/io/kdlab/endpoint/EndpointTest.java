package io.kdlab.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.address.AddressException;
import io.kdlab.endpoint.EndpointAddress.Tcp;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real sockets of this machine; the far end sends back what it gets.
@Feature(value = "2.7", on = On.PROCESS)
class EndpointTest {
    private static final int LENGTH = 300_000;

    @TempDir
    Path folder;

    private static final Consumer<Channel> ECHO = stream -> {
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                context.writeAndFlush(bytes);
            }
        });
        stream.config().setAutoRead(true);
    };

    @Test
    void tcpCarriesBytesBothWays() throws Exception {
        try (EndpointServer server =
                EndpointServer.open(EndpointAddress.parse("tcp:port=0,server=127.0.0.1"), options(), ECHO)) {
            assertEchoes(
                    EndpointDial.open(EndpointAddress.parse("tcp:server=127.0.0.1,port=" + server.port()), options()));
        }
    }

    @Test
    void aPipeCarriesBytesAndItsFileGoesWithTheServer() throws Exception {
        try (EndpointServer _ = EndpointServer.open(EndpointAddress.parse("npipe:pipe=rabbit"), options(), ECHO)) {
            assertThat(folder.resolve("rabbit")).exists();
            assertEchoes(EndpointDial.open(EndpointAddress.parse("npipe:server=.,pipe=rabbit"), options()));
            assertThatThrownBy(() -> EndpointServer.open(EndpointAddress.parse("npipe:pipe=rabbit"), options(), ECHO))
                    .hasMessageContaining("served by another program");
        }
        assertThat(folder.resolve("rabbit")).doesNotExist();
    }

    @Test
    void tlsIsTrustedByItsPinAndByNothingElse() throws Exception {
        TlsIdentity identity = TlsIdentity.in(folder, List.of("localhost", "127.0.0.1"));
        try (EndpointServer server = EndpointServer.open(
                EndpointAddress.parse("ssl:port=0,server=127.0.0.1"), options().showing(identity), ECHO)) {
            EndpointAddress address = EndpointAddress.parse("ssl:server=127.0.0.1,port=" + server.port());
            assertEchoes(EndpointDial.open(address, options().accepting(identity.fingerprint())));
            assertThatThrownBy(() -> EndpointDial.open(address, options().accepting("00".repeat(32))))
                    .isInstanceOf(EndpointException.class)
                    .hasMessageContaining("another certificate");
        }
    }

    @Test
    void anIdentityIsKeptBetweenStarts() throws Exception {
        String first = TlsIdentity.in(folder, List.of("localhost")).fingerprint();
        assertThat(TlsIdentity.in(folder, List.of("localhost")).fingerprint()).isEqualTo(first);
    }

    @Test
    void aReversedConnectionIsDialledByTheServer() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            TlsIdentity identity = TlsIdentity.in(folder, List.of("localhost"));
            int port = freePort();
            String scheme = tls ? "ssl" : "tcp";
            CompletableFuture<Channel> client = CompletableFuture.supplyAsync(() -> {
                try {
                    return EndpointDial.open(
                            EndpointAddress.parse(scheme + ":clicon=127.0.0.1,port=" + port),
                            options().accepting(identity.fingerprint()));
                } catch (EndpointException e) {
                    throw new IllegalStateException(e);
                }
            });
            // The client listens first, as the documentation advises; here it may still be on its way.
            try (EndpointServer server = dialUntilHeard(
                    EndpointAddress.parse(scheme + ":port=" + port + ",clicon=127.0.0.1"),
                    options().showing(identity))) {
                assertThat(server.port()).isZero();
                assertEchoes(client.get(40, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void aPortOfARangeIsChosenAndTold() throws Exception {
        int taken = freePort();
        try (EndpointServer first = EndpointServer.open(
                        EndpointAddress.parse("tcp:server=127.0.0.1,port=" + taken), options(), ECHO);
                EndpointServer second = EndpointServer.open(
                        EndpointAddress.parse("tcp:server=127.0.0.1,port=" + taken + ":" + (taken + 20)),
                        options(),
                        ECHO)) {
            assertThat(second.port()).isGreaterThan(first.port());
            assertThat(second.address().toString()).contains("port=" + second.port());
        }
    }

    @Test
    void nothingLeavesTheMachineWithoutTls() {
        assertThatThrownBy(() -> EndpointDial.open(EndpointAddress.parse("tcp:server=192.0.2.1,port=9"), options()))
                .hasMessageContaining("use ssl: instead of tcp:");
    }

    @Test
    void mistakesNameThePlaceAndWhatIsKnown() {
        assertThatThrownBy(() -> EndpointAddress.parse("tpc:port=1"))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining("npipe, ssl, tcp");
        assertThatThrownBy(() -> EndpointAddress.parse("tcp:prot=1")).hasMessageContaining("prot");
        assertThatThrownBy(() -> EndpointAddress.parse("tcp:port=70000")).hasMessageContaining("65535");
        assertThat(EndpointAddress.parse("tcp:server=\\\\BOX,port=5:9"))
                .isEqualTo(new Tcp(false, Optional.of("BOX"), Optional.empty(), new EndpointAddress.Ports(5, 9)));
    }

    private EndpointOptions options() {
        return EndpointOptions.local().pipesIn(folder);
    }

    private static EndpointServer dialUntilHeard(EndpointAddress address, EndpointOptions options)
            throws EndpointException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            try {
                return EndpointServer.open(address, options, ECHO);
            } catch (EndpointException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static void assertEchoes(Channel stream) throws Exception {
        byte[] sent = new byte[LENGTH];
        new Random(7).nextBytes(sent);
        ByteBuf heard = Unpooled.buffer(LENGTH);
        CompletableFuture<Void> all = new CompletableFuture<>();
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                heard.writeBytes((ByteBuf) bytes);
                ReferenceCountUtil.release(bytes);
                if (heard.readableBytes() >= LENGTH) {
                    all.complete(null);
                }
            }
        });
        stream.config().setAutoRead(true);
        stream.writeAndFlush(Unpooled.wrappedBuffer(sent));
        all.get(40, TimeUnit.SECONDS);
        assertThat(heard).isEqualTo(Unpooled.wrappedBuffer(sent));
        stream.close().sync();
    }
}
