package io.kdlab.transport.device;

import io.kdlab.transport.TransportException;
import io.kdlab.transport.WireLoss;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Joins a blocking device to a pipeline: one platform thread reads it, one writes it, and an in-process
/// channel pair carries what was read to the event loop. Closing either side closes both.
///
/// Platform threads, because a blocked native read would pin a virtual thread's carrier; a writer of its own,
/// because a serial write can block for ever and must never stop an event loop. Messages stay whole: what is
/// written as one buffer is one [ByteDevice#write], what one [ByteDevice#read] yields is one buffer. A
/// channel that is not read stops the reading thread; a device that does not take what is written makes the
/// channel unwritable.
public final class DevicePump extends ChannelInboundHandlerAdapter {
    private static final int READ_SIZE = 4096;

    private final ByteDevice device;
    private final String name;
    private final Object writability = new Object();
    private volatile @Nullable Channel near;

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
            return LocalPair.join(pump, new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    pump.near = channel;
                    channel.pipeline().addLast(new DeviceWriter(device, name)).addLast(stages);
                }
            });
        } catch (TransportException e) {
            device.close();
            throw e;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel far = ctx.channel();
        Thread.ofPlatform().daemon().name("wire-read " + name).start(() -> readAll(far));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        synchronized (writability) {
            writability.notifyAll();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        channelWritabilityChanged(ctx);
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
                    awaitWritable(far);
                }
                count = device.read(buffer);
            }
        } catch (IOException e) {
            lost(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            far.close();
        }
    }

    private void lost(IOException cause) {
        Channel channel = near;
        if (channel != null) {
            WireLoss.tell(channel, String.valueOf(cause.getMessage()));
        }
    }

    private void awaitWritable(Channel far) throws InterruptedException {
        synchronized (writability) {
            while (!far.isWritable() && far.isActive()) {
                writability.wait();
            }
        }
    }
}
