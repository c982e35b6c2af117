package io.kdlab.peer;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// A pseudo-terminal whose master end is joined to a TCP port: a serial adapter that can be unplugged. It has
/// no baud.
public final class Pty implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int INPUT = 0;
    private static final Duration SOON = Duration.ofMillis(10);

    private interface C extends Library {
        C INSTANCE = Native.load("c", C.class);

        int posix_openpt(int flags) throws LastErrorException;

        int grantpt(int fd) throws LastErrorException;

        int unlockpt(int fd) throws LastErrorException;

        int ptsname_r(int fd, byte[] name, long size) throws LastErrorException;

        int open(String path, int flags) throws LastErrorException;

        long read(int fd, byte[] into, long count) throws LastErrorException;

        long write(int fd, byte[] from, long count) throws LastErrorException;

        int close(int fd) throws LastErrorException;

        int tcgetattr(int fd, byte[] termios) throws LastErrorException;

        void cfmakeraw(byte[] termios);

        int tcflush(int fd, int queue) throws LastErrorException;

        int tcsetattr(int fd, int when, byte[] termios) throws LastErrorException;
    }

    private final int master;
    /// Held open, or the master would see an end whenever the host lets go.
    private final int slave;

    private final String path;
    private final Socket socket;
    // Platform threads: a blocked native call would take a carrier from all virtual ones.
    private final Thread writer = Thread.ofPlatform().daemon().unstarted(this::toHost);
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::fromHost);
    private volatile boolean closed;

    private Pty(int master, int slave, String path, Socket socket) {
        this.master = master;
        this.slave = slave;
        this.path = path;
        this.socket = socket;
    }

    /// A new pseudo-terminal, its far end plugged into a port of 127.0.0.1.
    public static Pty open(int port) throws IOException {
        int master = C.INSTANCE.posix_openpt(O_RDWR | O_NOCTTY);
        C.INSTANCE.grantpt(master);
        C.INSTANCE.unlockpt(master);
        byte[] name = new byte[64];
        C.INSTANCE.ptsname_r(master, name, name.length);
        int end = 0;
        while (name[end] != 0) {
            end++;
        }
        String path = new String(Arrays.copyOf(name, end), StandardCharsets.US_ASCII);
        int slave = C.INSTANCE.open(path, O_RDWR | O_NOCTTY);
        // Raw even when no host has it open: otherwise a byte 0x13 would stop the line, and with it close().
        byte[] termios = new byte[256];
        C.INSTANCE.tcgetattr(slave, termios);
        C.INSTANCE.cfmakeraw(termios);
        C.INSTANCE.tcsetattr(slave, 0, termios);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        Pty pty = new Pty(master, slave, path, socket);
        pty.reader.start();
        pty.writer.start();
        return pty;
    }

    /// `/dev/pts/N`.
    public String path() {
        return path;
    }

    /// Unplugs the adapter: the device vanishes.
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // A descriptor in use by a blocked call stays open, and the device with it: both threads have to leave first.
        // The byte that wakes the reader may be flushed by a host that closes the port this moment, so it is written
        // until heard.
        socket.close();
        boolean interrupted = false;
        try {
            do {
                C.INSTANCE.tcflush(slave, INPUT);
            } while (!writer.join(SOON));
            do {
                C.INSTANCE.write(slave, new byte[1], 1);
            } while (!reader.join(SOON));
        } catch (InterruptedException _) {
            interrupted = true;
        }
        C.INSTANCE.close(slave);
        C.INSTANCE.close(master);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void fromHost() {
        byte[] buffer = new byte[4096];
        try {
            OutputStream out = socket.getOutputStream();
            long count = C.INSTANCE.read(master, buffer, buffer.length);
            while (count > 0 && !closed) {
                out.write(buffer, 0, (int) count);
                count = C.INSTANCE.read(master, buffer, buffer.length);
            }
        } catch (LastErrorException | IOException _) {
            // Unplugged.
        }
    }

    private void toHost() {
        byte[] buffer = new byte[4096];
        try {
            InputStream in = socket.getInputStream();
            int count = in.read(buffer);
            while (count > 0) {
                byte[] rest = Arrays.copyOf(buffer, count);
                while (rest.length > 0 && !closed) {
                    long written = C.INSTANCE.write(master, rest, rest.length);
                    rest = Arrays.copyOfRange(rest, (int) written, rest.length);
                }
                count = in.read(buffer);
            }
        } catch (LastErrorException | IOException _) {
            // Unplugged.
        }
    }
}
