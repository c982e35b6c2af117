package io.kdlab.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.transport.device.ByteDevice;
import io.kdlab.transport.device.DevicePump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A blocking device in a pipeline: units stay whole, and neither side is run over.
@Feature("3.7")
class DevicePumpTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// A device that has as much to say as is asked for, and takes what it is allowed to.
    private static final class Tap implements ByteDevice {
        final AtomicInteger reads = new AtomicInteger();
        final Semaphore readable = new Semaphore(0);
        final Semaphore takes = new Semaphore(0);
        final BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read(byte[] into) throws IOException {
            acquire(readable);
            return closed.getCount() == 0 ? -1 : 100 + reads.incrementAndGet() % 3000;
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            acquire(takes);
            taken.add(length);
        }

        private void acquire(Semaphore permits) throws IOException {
            try {
                permits.acquire();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
            readable.release(1_000_000);
            takes.release(1_000_000);
        }
    }

    private final Tap device = new Tap();
    private final List<Integer> read = new CopyOnWriteArrayList<>();

    @Test
    void whatADeviceYieldsAtOnceIsOneBuffer() throws Exception {
        Channel channel = attach();
        device.readable.release(2000);
        Awaitility.await().atMost(LIMIT).until(() -> read.size() == 2000);
        for (int i = 0; i < 2000; i++) {
            assertThat(read.get(i)).isEqualTo(100 + (i + 1) % 3000);
        }
        channel.close().sync();
        assertThat(device.closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWriteIsDoneWhenTheDeviceHasTakenIt() throws Exception {
        Channel channel = attach();
        ChannelFuture first = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));
        ChannelFuture second = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[20]));
        device.takes.release();
        assertThat(first.await(LIMIT.toMillis())).isTrue();
        assertThat(device.taken).containsExactly(10);
        assertThat(second.isDone()).isFalse();
        channel.close().sync();
        assertThat(second.await(LIMIT.toMillis()))
                .as("ends one way or the other")
                .isTrue();
        ChannelFuture late = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[30]));
        assertThat(late.await(LIMIT.toMillis())).isTrue();
        assertThat(late.isSuccess()).isFalse();
    }

    @Test
    void aChannelThatIsNotReadStopsTheDeviceAndASlowDeviceIsSeen() throws Exception {
        Channel channel = attach();
        channel.config().setAutoRead(false);
        device.readable.release(1_000_000);
        AtomicInteger before = new AtomicInteger(-1);
        Awaitility.await().atMost(LIMIT).during(Duration.ofMillis(200)).until(() -> {
            int now = device.reads.get();
            return before.getAndSet(now) == now && now > 0;
        });
        assertThat(device.reads.get()).as("reads of 100 bytes and more").isLessThan(64 * 1024 / 100 + 3);
        while (channel.isWritable()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1000])).isDone();
            channel.eventLoop().submit(() -> {}).sync();
        }
        device.takes.release(1_000_000);
        Awaitility.await().atMost(LIMIT).until(channel::isWritable);
        int stood = device.reads.get();
        channel.config().setAutoRead(true);
        Awaitility.await().atMost(LIMIT).until(() -> device.reads.get() > stood + 1000);
        channel.close().sync();
    }

    private Channel attach() throws Exception {
        return DevicePump.attach(device, "tap", new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        read.add(((ByteBuf) message).readableBytes());
                        ReferenceCountUtil.release(message);
                    }
                });
            }
        });
    }
}
