package io.kdlab.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A virtual machine's serial port: a Unix socket that listens while the machine is on, joined to a port of 127.0.0.1.
public final class VmSocket implements AutoCloseable {
    private final Path path;
    private final int port;
    private final ServerSocketChannel listener;
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

    private VmSocket(Path path, int port, ServerSocketChannel listener) {
        this.path = path;
        this.port = port;
        this.listener = listener;
    }

    /// Switches the machine on.
    public static VmSocket listen(Path path, int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        VmSocket socket = new VmSocket(path, port, listener);
        Thread.ofVirtual().start(socket::accept);
        return socket;
    }

    /// Switches it off: the socket is gone, and whoever was connected sees the end.
    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel host = listener.accept();
                SocketChannel wire = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                open.add(host);
                open.add(wire);
                Thread.ofVirtual().start(() -> pump(host, wire));
                Thread.ofVirtual().start(() -> pump(wire, host));
            }
        } catch (IOException _) {
            // Switched off.
        }
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException _) {
            // Switched off, or the host let go.
        }
    }
}
