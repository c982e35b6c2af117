package io.kdlab.endpoint;

import io.kdlab.endpoint.EndpointAddress.Pipe;
import io.kdlab.endpoint.EndpointAddress.Tcp;
import io.kdlab.transport.UnixChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The client side of an endpoint: dials, or, reversed by `clicon=`, listens for the one server that dials.
public final class EndpointDial {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointDial.class);

    private EndpointDial() {}

    /// Opens one stream. It does not read until its user turns auto-read on. Waits at most the limit of the
    /// options.
    public static Channel open(EndpointAddress address, EndpointOptions options) throws EndpointException {
        return open(address, options, EndpointLoops.SHARED);
    }

    /// The same on the event loop of another stream, for one that is to be joined to it: then no byte changes
    /// threads.
    public static Channel openBeside(Channel other, EndpointAddress address, EndpointOptions options)
            throws EndpointException {
        return open(address, options, other.eventLoop());
    }

    private static Channel open(EndpointAddress address, EndpointOptions options, EventLoopGroup loops)
            throws EndpointException {
        return switch (address) {
            case Tcp tcp when tcp.clicon().isPresent() -> accept(tcp, options);
            case Tcp tcp -> dial(tcp, tcp.server().orElse("127.0.0.1"), options, loops, true);
            case Pipe pipe -> dial(pipe, options, loops);
        };
    }

    /// The reversed server: it dials the client, but keeps the server's part of a TLS handshake.
    static Channel reversed(Tcp tcp, EndpointOptions options, Consumer<Channel> streams) throws EndpointException {
        Channel stream = dial(tcp, tcp.clicon().orElseThrow(), options, EndpointLoops.SHARED, false);
        streams.accept(stream);
        return stream;
    }

    private static Channel dial(Tcp tcp, String host, EndpointOptions options, EventLoopGroup loops, boolean client)
            throws EndpointException {
        InetSocketAddress peer = new InetSocketAddress(host, tcp.ports().lowest());
        if (peer.isUnresolved()) {
            throw new EndpointException("the machine '" + host + "' in '" + tcp + "' is not known here");
        }
        if (!tcp.tls() && !options.beyondLoopback() && !EndpointServer.isLoopback(peer)) {
            throw new EndpointException("'" + tcp + "' leaves this machine without TLS; use ssl: instead of tcp:");
        }
        Channel stream = connect(
                new Bootstrap().group(loops).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true),
                peer,
                tcp,
                options);
        return tcp.tls() ? secured(stream, tcp, options, client) : stream;
    }

    private static Channel dial(Pipe pipe, EndpointOptions options, EventLoopGroup loops) throws EndpointException {
        String server = pipe.server().orElse(".");
        if (!ThisMachine.is(server)) {
            throw new EndpointException("the pipe '" + pipe.name() + "' is asked of '" + server
                    + "', but pipes do not leave their machine here; use ssl:server=" + server + ",port=PORT");
        }
        Path file = EndpointServer.pipeFile(pipe, options);
        return connect(
                new Bootstrap().group(loops).channel(UnixChannel.class),
                UnixDomainSocketAddress.of(file),
                pipe,
                options);
    }

    private static Channel connect(
            Bootstrap bootstrap, SocketAddress peer, EndpointAddress address, EndpointOptions options)
            throws EndpointException {
        var dialled = bootstrap
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        options.dialLimit().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        // Handlers come with whoever uses the stream.
                    }
                })
                .connect(peer)
                .awaitUninterruptibly();
        if (!dialled.isSuccess()) {
            throw new EndpointException(
                    "nobody answers at '" + address + "': " + EndpointServer.text(dialled.cause()), dialled.cause());
        }
        return dialled.channel();
    }

    private static Channel secured(Channel stream, Tcp tcp, EndpointOptions options, boolean client)
            throws EndpointException {
        try {
            SslHandler tls = client ? TlsStreams.client(stream, options) : TlsStreams.server(stream, options);
            TlsStreams.install(stream, tls);
            // The side that waits for a ClientHello needs this first read; the rest of the handshake reads by itself.
            stream.pipeline().context(tls).read();
            var shaken = tls.handshakeFuture().awaitUninterruptibly();
            if (!shaken.isSuccess()) {
                throw new IOException(EndpointServer.text(shaken.cause()), shaken.cause());
            }
            return stream;
        } catch (IOException e) {
            stream.close();
            throw new EndpointException("no TLS with '" + tcp + "': " + e.getMessage(), e);
        }
    }

    private static Channel accept(Tcp tcp, EndpointOptions options) throws EndpointException {
        BlockingQueue<Channel> arrived = new ArrayBlockingQueue<>(1);
        try (EndpointServer server = listen(tcp, options, stream -> {
            if (!arrived.offer(stream)) {
                stream.close();
            }
        })) {
            Channel stream = arrived.poll(options.dialLimit().toMillis(), TimeUnit.MILLISECONDS);
            if (stream == null) {
                throw new EndpointException("no server dialled '" + server.address() + "' from '"
                        + tcp.clicon().orElseThrow() + "' within "
                        + options.dialLimit().toSeconds() + " s; start the server with clicon= this machine");
            }
            return tcp.tls() ? secured(stream, tcp, options, true) : stream;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted while waiting for a server to dial '" + tcp + "'", e);
        }
    }

    /// The reversed client that goes on listening: any number of servers may dial it. TLS, where asked for,
    /// is in place on a stream and shakes hands as soon as the stream is read.
    public static EndpointServer awaitServers(Tcp tcp, EndpointOptions options, Consumer<Channel> streams)
            throws EndpointException {
        return listen(tcp, options, stream -> {
            try {
                if (tcp.tls()) {
                    TlsStreams.install(stream, TlsStreams.client(stream, options));
                }
                streams.accept(stream);
            } catch (SSLException e) {
                LOG.warn("no TLS on a reversed stream endpoint={} cause={}", tcp, e.getMessage());
                stream.close();
            }
        });
    }

    /// Listens for servers that `clicon=` names; a stream of anybody else is closed. TLS is the caller's
    /// affair.
    private static EndpointServer listen(Tcp tcp, EndpointOptions options, Consumer<Channel> streams)
            throws EndpointException {
        String expected = tcp.clicon().orElseThrow();
        Tcp bare = new Tcp(false, Optional.empty(), Optional.empty(), tcp.ports());
        return EndpointServer.open(bare, tcp.tls() ? options.withBeyondLoopback(true) : options, stream -> {
            if (isExpected(stream, expected)) {
                streams.accept(stream);
            } else {
                LOG.warn("refused a stream from elsewhere peer={} endpoint={}", stream.remoteAddress(), tcp);
                stream.close();
            }
        });
    }

    /// The loopback range counts as one host; `*` accepts anybody.
    private static boolean isExpected(Channel stream, String expected) {
        if (expected.equals("*") || !(stream.remoteAddress() instanceof InetSocketAddress peer)) {
            return true;
        }
        InetSocketAddress wanted = new InetSocketAddress(expected, 0);
        return !wanted.isUnresolved()
                && (wanted.getAddress().equals(peer.getAddress())
                        || (wanted.getAddress().isLoopbackAddress()
                                && peer.getAddress().isLoopbackAddress()));
    }

    /// Whether a program serves this Unix socket; a file that nobody serves is left over from one that died.
    static boolean answers(Path file) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
