package io.kdlab.endpoint;

import io.kdlab.endpoint.EndpointAddress.Pipe;
import io.kdlab.endpoint.EndpointAddress.Ports;
import io.kdlab.endpoint.EndpointAddress.Tcp;
import io.kdlab.transport.UnixServerChannel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server side of an endpoint: listens and takes any number of streams, or, reversed by `clicon=`, dials one
/// client.
///
/// A stream is handed over before it reads its first byte; the receiver installs handlers and turns auto-read on. TLS
/// is already
/// in place on an `ssl:` stream. Beyond loopback only TLS is accepted, unless the options say otherwise.
public final class EndpointServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointServer.class);

    private final EndpointAddress address;
    private final Channel channel;
    private final Optional<Path> socketFile;

    private EndpointServer(EndpointAddress address, Channel channel, Optional<Path> socketFile) {
        this.address = address;
        this.channel = channel;
        this.socketFile = socketFile;
    }

    /// Opens the server side. Fails with one line when the port or pipe is taken or the reversed client does not
    /// answer.
    public static EndpointServer open(EndpointAddress address, EndpointOptions options, Consumer<Channel> streams)
            throws EndpointException {
        return switch (address) {
            case Tcp tcp
            when tcp.clicon().isPresent() ->
                new EndpointServer(address, EndpointDial.reversed(tcp, options, streams), Optional.empty());
            case Tcp tcp -> listen(tcp, options, streams);
            case Pipe pipe -> listen(pipe, options, streams);
        };
    }

    private static EndpointServer listen(Tcp tcp, EndpointOptions options, Consumer<Channel> streams)
            throws EndpointException {
        if (tcp.tls() && options.identity().isEmpty()) {
            throw new EndpointException("'" + tcp + "' needs a certificate and none was given");
        }
        Ports ports = tcp.ports();
        Throwable last = null;
        for (int port = ports.lowest(); port <= ports.highest(); port++) {
            InetSocketAddress local = tcp.server().isPresent()
                    ? new InetSocketAddress(tcp.server().get(), port)
                    : new InetSocketAddress(port);
            var bound = bootstrap(NioServerSocketChannel.class, new TcpArrival(tcp, options, streams))
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .bind(local)
                    .awaitUninterruptibly();
            if (bound.isSuccess()) {
                int real = ((InetSocketAddress) bound.channel().localAddress()).getPort();
                Tcp actual = new Tcp(tcp.tls(), tcp.server(), tcp.clicon(), new Ports(real, real));
                return new EndpointServer(actual, bound.channel(), Optional.empty());
            }
            last = bound.cause();
        }
        throw new EndpointException(
                "cannot listen on '" + tcp + "': " + text(last), last == null ? new IOException("no port") : last);
    }

    private static EndpointServer listen(Pipe pipe, EndpointOptions options, Consumer<Channel> streams)
            throws EndpointException {
        Path file = pipeFile(pipe, options);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (Files.exists(file) && EndpointDial.answers(file)) {
                throw new EndpointException(
                        "the pipe '" + pipe.name() + "' is served by another program (" + file + ")");
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EndpointException(
                    "cannot serve the pipe '" + pipe.name() + "' at " + file + ": " + e.getMessage(), e);
        }
        var bound = bootstrap(UnixServerChannel.class, new Arrival(streams))
                .bind(UnixDomainSocketAddress.of(file))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new EndpointException(
                    "cannot serve the pipe '" + pipe.name() + "' at " + file + ": " + text(bound.cause()),
                    bound.cause());
        }
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        } catch (IOException e) {
            bound.channel().close();
            throw new EndpointException("cannot protect the pipe " + file + ": " + e.getMessage(), e);
        }
        return new EndpointServer(pipe, bound.channel(), Optional.of(file));
    }

    static Path pipeFile(Pipe pipe, EndpointOptions options) {
        return pipe.name().contains("/")
                ? Path.of(pipe.name())
                : options.pipes().resolve(pipe.name());
    }

    private static ServerBootstrap bootstrap(Class<? extends ServerChannel> kind, ChannelInitializer<Channel> arrival) {
        return new ServerBootstrap()
                .group(EndpointLoops.SHARED)
                .channel(kind)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(arrival);
    }

    static String text(@Nullable Throwable cause) {
        return cause == null ? "unknown cause" : String.valueOf(cause.getMessage());
    }

    /// The address with the port that was really taken.
    public EndpointAddress address() {
        return address;
    }

    /// The port listened on, or 0 for pipes and reversed connections.
    public int port() {
        return channel.localAddress() instanceof InetSocketAddress local && channel instanceof ServerChannel
                ? local.getPort()
                : 0;
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        socketFile.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("a pipe could not be removed file={} cause={}", file, e.getMessage());
            }
        });
    }

    /// Hands a new stream over.
    private static class Arrival extends ChannelInitializer<Channel> {
        private final Consumer<Channel> streams;

        Arrival(Consumer<Channel> streams) {
            this.streams = streams;
        }

        @Override
        protected void initChannel(Channel stream) throws Exception {
            streams.accept(stream);
        }
    }

    /// The same for TCP, where the peer's address and TLS come first.
    private static final class TcpArrival extends Arrival {
        private final Tcp tcp;
        private final EndpointOptions options;

        TcpArrival(Tcp tcp, EndpointOptions options, Consumer<Channel> streams) {
            super(streams);
            this.tcp = tcp;
            this.options = options;
        }

        @Override
        protected void initChannel(Channel stream) throws Exception {
            if (!tcp.tls() && !options.beyondLoopback() && !isLoopback(stream.remoteAddress())) {
                LOG.warn(
                        "refused a stream without TLS from another machine peer={} endpoint={}",
                        stream.remoteAddress(),
                        tcp);
                stream.close();
                return;
            }
            if (tcp.tls()) {
                TlsStreams.install(stream, TlsStreams.server(stream, options));
            }
            super.initChannel(stream);
        }
    }

    static boolean isLoopback(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress inet
                && inet.getAddress() instanceof InetAddress host
                && host.isLoopbackAddress();
    }
}
