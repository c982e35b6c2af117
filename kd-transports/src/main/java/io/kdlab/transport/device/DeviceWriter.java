package io.kdlab.transport.device;

import io.kdlab.transport.WireLoss;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Takes what a pipeline writes and gives it to a device on a thread of its own. A write's future is done
/// when the device has taken it; while much waits, the channel is unwritable.
final class DeviceWriter extends ChannelOutboundHandlerAdapter {
    private record Unsent(Bytes bytes, ChannelPromise promise) {}

    private final ByteDevice device;
    private final String name;
    private final BlockingQueue<Unsent> queue = new LinkedBlockingQueue<>();
    private final Backlog unsent = new Backlog(2);
    private boolean ended;

    DeviceWriter(ByteDevice device, String name) {
        this.device = device;
        this.name = name;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        Unsent end = new Unsent(Bytes.EMPTY, channel.newPromise());
        channel.closeFuture().addListener(_ -> queue.add(end));
        Thread.ofPlatform().daemon().name("wire-write " + name).start(() -> writeAll(channel, end));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        try {
            Bytes bytes = Bytes.of(ByteBufUtil.getBytes((ByteBuf) message));
            synchronized (this) {
                if (ended) {
                    promise.tryFailure(new ClosedChannelException());
                    return;
                }
                unsent.add(ctx.channel(), bytes.length());
                queue.add(new Unsent(bytes, promise));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /// The device first: whoever sees the channel closed may open the device again.
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        device.close();
        ctx.close(promise);
    }

    private void writeAll(Channel channel, Unsent end) {
        try {
            Unsent next = queue.take();
            while (next != end) {
                write(channel, next);
                next = queue.take();
            }
        } catch (IOException e) {
            WireLoss.tell(channel, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
            end();
        }
    }

    private void write(Channel channel, Unsent next) throws IOException {
        int length = next.bytes().length();
        try {
            // An empty write only marks a place in the order.
            if (length > 0) {
                device.write(next.bytes().toByteArray(), length);
            }
            next.promise().trySuccess();
        } catch (IOException e) {
            next.promise().tryFailure(e);
            throw e;
        } finally {
            unsent.remove(channel, length);
        }
    }

    private synchronized void end() {
        ended = true;
        Unsent next = queue.poll();
        while (next != null) {
            next.promise().tryFailure(new ClosedChannelException());
            next = queue.poll();
        }
    }
}
