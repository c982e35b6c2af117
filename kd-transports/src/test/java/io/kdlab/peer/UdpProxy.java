package io.kdlab.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A bad network between one target and its debugger, both over UDP: it loses, repeats and reorders datagrams by a
/// seed,
/// the same in both directions. To the target it is the debugger, to the debugger the target.
public final class UdpProxy implements AutoCloseable {
    private final DatagramChannel towardTarget;
    private final DatagramChannel towardHost;
    private final AtomicReference<@Nullable InetSocketAddress> target = new AtomicReference<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger reordered = new AtomicInteger();
    private volatile boolean cut;

    private UdpProxy(DatagramChannel towardTarget, DatagramChannel towardHost) {
        this.towardTarget = towardTarget;
        this.towardHost = towardHost;
    }

    /// Each fault hits so many of a hundred datagrams. `host` is where the debugger waits; the proxy speaks to it from
    /// `as`.
    public static UdpProxy open(InetSocketAddress host, InetSocketAddress as, long seed, int percent)
            throws IOException {
        DatagramChannel back = DatagramChannel.open().bind(as);
        DatagramChannel front = DatagramChannel.open().bind(new InetSocketAddress(as.getAddress(), 0));
        UdpProxy proxy = new UdpProxy(front, back);
        Thread.ofVirtual().start(() -> proxy.pump(front, back, host, new Random(seed), percent));
        Thread.ofVirtual().start(() -> proxy.pump(back, front, null, new Random(seed + 1), percent));
        return proxy;
    }

    /// Where the target finds its debugger.
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) towardTarget.getLocalAddress();
    }

    /// Loses everything, or nothing any more but its share.
    public void cut(boolean now) {
        cut = now;
    }

    /// What it did.
    public String text() {
        return "%d lost, %d repeated, %d reordered".formatted(lost.get(), repeated.get(), reordered.get());
    }

    /// How many were lost, repeated and reordered; the least of the three.
    public int leastOfEach() {
        return Math.min(lost.get(), Math.min(repeated.get(), reordered.get()));
    }

    private void pump(
            DatagramChannel from, DatagramChannel to, @Nullable InetSocketAddress fixed, Random random, int percent) {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        byte[] held = new byte[0];
        try {
            while (true) {
                buffer.clear();
                InetSocketAddress sender = (InetSocketAddress) from.receive(buffer);
                if (fixed != null) {
                    target.set(sender);
                }
                byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
                List<byte[]> out = new ArrayList<>();
                boolean lose = random.nextInt(100) < percent;
                boolean repeat = random.nextInt(100) < percent;
                boolean reorder = random.nextInt(100) < percent;
                if (cut || lose) {
                    lost.incrementAndGet();
                } else if (reorder && held.length == 0) {
                    reordered.incrementAndGet();
                    held = datagram;
                    continue;
                } else {
                    out.add(datagram);
                    if (repeat) {
                        repeated.incrementAndGet();
                        out.add(datagram);
                    }
                }
                if (held.length > 0) {
                    // Overtaken by the one that came after it.
                    out.add(held);
                    held = new byte[0];
                }
                InetSocketAddress receiver = fixed == null ? target.get() : fixed;
                for (byte[] bytes : out) {
                    if (receiver != null) {
                        to.send(ByteBuffer.wrap(bytes), receiver);
                    }
                }
            }
        } catch (ClosedChannelException _) {
            // The end of the test.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        towardTarget.close();
        towardHost.close();
    }
}
