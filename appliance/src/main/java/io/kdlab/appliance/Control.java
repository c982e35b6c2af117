package io.kdlab.appliance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The box operator's socket: one request a connection, `release TARGET`, answered by one line.
///
/// Needs no network and no lease. Who may open it is the file's mode (0660: the box's user and group); who did is
/// asked of the kernel.
public final class Control implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final int LONGEST = 200;

    /// What the operator may ask.
    public interface Requests {
        /// Gives a target's wire to the bench; returns the line to answer.
        String release(String target, String user);
    }

    private final ServerSocketChannel server;
    private final Path file;

    private Control(ServerSocketChannel server, Path file) {
        this.server = server;
        this.file = file;
    }

    public static Control open(Path file, Requests requests) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        Control control = new Control(server, file);
        Thread.ofVirtual().name("control").start(() -> control.serve(requests));
        return control;
    }

    private void serve(Requests requests) {
        while (server.isOpen()) {
            try {
                SocketChannel caller = server.accept();
                Thread.ofVirtual().name("control request").start(() -> answer(caller, requests));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("the control socket failed cause={}", e.toString());
                return;
            }
        }
    }

    private static void answer(SocketChannel caller, Requests requests) {
        try (caller) {
            String user =
                    caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            var in = new BufferedReader(
                    new InputStreamReader(new Bounded(Channels.newInputStream(caller)), StandardCharsets.UTF_8));
            String line = in.readLine();
            String[] words = line == null ? new String[0] : line.strip().split(" ", 2);
            String reply = words.length == 2 && words[0].equals("release")
                    ? requests.release(words[1], user)
                    : "refused: the control socket knows only: release TARGET";
            Channels.newOutputStream(caller).write((reply + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.info("a control request ended early cause={}", e.toString());
        }
    }

    /// Reads no further than a request may be long.
    private static final class Bounded extends java.io.FilterInputStream {
        private int left = LONGEST;

        Bounded(java.io.InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? super.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = super.read(into, offset, Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }

    /// Asks a running box.
    public static String ask(Path file, String request) throws IOException {
        try (SocketChannel box = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            Channels.newOutputStream(box).write((request + "\n").getBytes(StandardCharsets.UTF_8));
            box.shutdownOutput();
            byte[] reply = Channels.newInputStream(box).readNBytes(4096);
            return new String(reply, StandardCharsets.UTF_8).strip();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(file);
    }
}
