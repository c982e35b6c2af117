package io.kdlab.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Real sockets at the ends of a relay.
final class Ends {
    private Ends() {}

    /// A socket, TCP or Unix, with streams.
    record End(SocketChannel channel, InputStream in, OutputStream out) implements AutoCloseable {
        static End of(SocketChannel channel) throws IOException {
            return new End(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }

        /// No more to say.
        void shutOutput() throws IOException {
            channel.shutdownOutput();
        }

        /// Breaks the connection: RST.
        void reset() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static End dial(int port) throws IOException {
        return End.of(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    static End dial(Path path) throws IOException {
        return End.of(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    /// A listening socket.
    record Listener(ServerSocketChannel channel) implements AutoCloseable {
        static Listener tcp() throws IOException {
            return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        static Listener at(SocketAddress where) throws IOException {
            ServerSocketChannel channel = where instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            return new Listener(channel.bind(where));
        }

        int port() {
            try {
                return ((InetSocketAddress) channel.getLocalAddress()).getPort();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        End accept() throws IOException {
            return End.of(channel.accept());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// A port that nobody listens on at the moment.
    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// Whether anybody takes a connection there.
    static boolean answers(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException _) {
            return false;
        }
    }
}
