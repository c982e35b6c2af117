package io.kdlab.transport.device;

import io.kdlab.transport.TransportException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Joins a blocking device to a pipeline: one platform thread reads it, one writes it, and an in-process
/// channel pair carries the bytes to and from the event loop. Closing either side closes both.
///
/// Platform threads, because a blocked native read would pin a virtual thread's carrier; a writer of its own,
/// because a serial write can block for ever and must never stop an event loop.
public final class DevicePump extends ChannelInboundHandlerAdapter {
    private static final int READ_SIZE = 4096;

    private final ByteDevice device;
    private final String name;
    private final BlockingQueue<byte[]> outbound = new LinkedBlockingQueue<>();

    private DevicePump(ByteDevice device, String name) {
        this.device = device;
        this.name = name;
    }

    /// The near end of the pair: a channel with `stages` in it that reads and writes the device. Owns the
    /// device.
    public static Channel attach(ByteDevice device, String name, ChannelHandler stages)
            throws TransportException, InterruptedException {
        DevicePump pump = new DevicePump(device, name);
        try {
            return LocalPair.join(pump, stages);
        } catch (TransportException e) {
            device.close();
            throw e;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel far = ctx.channel();
        Thread.ofPlatform().daemon().name("wire-read " + name).start(() -> readAll(far));
        Thread.ofPlatform().daemon().name("wire-write " + name).start(() -> writeAll(far));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            ByteBuf bytes = (ByteBuf) message;
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            outbound.add(copy);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outbound.add(new byte[0]);
        device.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void readAll(Channel far) {
        byte[] buffer = new byte[READ_SIZE];
        try {
            int count = device.read(buffer);
            while (count >= 0) {
                if (count > 0) {
                    far.writeAndFlush(Unpooled.copiedBuffer(buffer, 0, count));
                }
                count = device.read(buffer);
            }
        } catch (IOException _) {
            // The device is gone; whoever owns the channel learns it by the close, and why by opening again.
        } finally {
            far.close();
        }
    }

    private void writeAll(Channel far) {
        try {
            byte[] next = outbound.take();
            while (next.length > 0) {
                device.write(next, next.length);
                next = outbound.take();
            }
        } catch (IOException _) {
            // As above.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            far.close();
        }
    }
}
