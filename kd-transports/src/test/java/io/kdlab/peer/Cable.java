package io.kdlab.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A serial cable made of two TCP listeners: a target dials [#targetPort], hosts dial [#hostPort] one after
/// another.
///
/// Bytes for an end where nobody is plugged in fall on the floor, as on a wire. It can be cut, silenced and
/// made noisy.
public final class Cable implements AutoCloseable {
    private final ServerSocket forTarget;
    private final ServerSocket forHost;
    private final CountDownLatch targetIsIn = new CountDownLatch(1);
    private final AtomicInteger hosts = new AtomicInteger();
    private volatile @Nullable Socket target;
    private volatile @Nullable Socket host;
    private volatile boolean broken;
    private volatile int flip;

    /// Two free ports of 127.0.0.1.
    public Cable() throws IOException {
        forTarget = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        forHost = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::acceptTarget);
        Thread.ofVirtual().start(this::acceptHosts);
    }

    /// Where the target dials.
    public int targetPort() {
        return forTarget.getLocalPort();
    }

    /// Where hosts dial.
    public int hostPort() {
        return forHost.getLocalPort();
    }

    /// Waits for the target.
    public boolean awaitTarget(int seconds) throws InterruptedException {
        return targetIsIn.await(seconds, TimeUnit.SECONDS);
    }

    /// How many hosts have dialled so far.
    public int hosts() {
        return hosts.get();
    }

    /// Nothing gets through any more, and nobody is told.
    public void breakWires() {
        broken = true;
    }

    /// Mends what [#breakWires] broke.
    public void mendWires() {
        broken = false;
    }

    /// XORs every byte towards the host; 0 stops it.
    public void garble(int mask) {
        flip = mask;
    }

    /// Closes the host's end.
    public void unplugHost() throws IOException {
        Socket now = host;
        if (now != null) {
            now.close();
        }
    }

    /// Puts bytes on the wire towards the host.
    public void injectToHost(byte[] bytes) throws IOException {
        Socket now = host;
        if (now != null) {
            now.getOutputStream().write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        forTarget.close();
        forHost.close();
        for (Socket socket : new Socket[] {target, host}) {
            if (socket != null) {
                socket.close();
            }
        }
    }

    private void acceptTarget() {
        try {
            Socket socket = forTarget.accept();
            socket.setTcpNoDelay(true);
            target = socket;
            targetIsIn.countDown();
            pump(socket.getInputStream(), true);
        } catch (IOException _) {
            // Closed.
        }
    }

    private void acceptHosts() {
        while (!forHost.isClosed()) {
            try {
                Socket socket = forHost.accept();
                socket.setTcpNoDelay(true);
                host = socket;
                hosts.incrementAndGet();
                pump(socket.getInputStream(), false);
                socket.close();
            } catch (IOException _) {
                host = null;
            }
        }
    }

    private void pump(InputStream in, boolean toHost) throws IOException {
        byte[] buffer = new byte[8192];
        int count = in.read(buffer);
        while (count >= 0) {
            Socket to = toHost ? host : target;
            if (to != null && !broken) {
                for (int i = 0; toHost && i < count; i++) {
                    buffer[i] ^= (byte) flip;
                }
                write(to, buffer, count);
            }
            count = in.read(buffer);
        }
    }

    private static void write(Socket to, byte[] buffer, int count) {
        try {
            OutputStream out = to.getOutputStream();
            out.write(buffer, 0, count);
            out.flush();
        } catch (UncheckedIOException | IOException _) {
            // Unplugged in the middle: the bytes fall on the floor.
        }
    }
}
