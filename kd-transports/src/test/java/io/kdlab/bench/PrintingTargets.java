package io.kdlab.bench;

import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A program of its own that plays any number of running targets, each printing so often a second; 0 is silence.
final class PrintingTargets extends ChannelInboundHandlerAdapter {
    private final int rate;
    private int id = 0x80800800;

    private PrintingTargets(int rate) {
        this.rate = rate;
    }

    /// `rate`: prints the port and serves until it is killed.
    public static void main(String[] arguments) throws InterruptedException {
        int rate = Integer.parseInt(arguments[0]);
        Channel listener = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new PrintingTargets(rate));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
        System.out.flush();
        new CountDownLatch(1).await();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (rate > 0) {
            long period = TimeUnit.SECONDS.toNanos(1) / rate;
            // The host throws away what comes in the first moments, as a buffered pipe's past.
            ctx.executor()
                    .scheduleAtFixedRate(() -> print(ctx), TimeUnit.SECONDS.toNanos(1), period, TimeUnit.NANOSECONDS);
        }
    }

    private void print(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            ctx.close();
            return;
        }
        byte[] payload = new byte[16 + 40];
        payload[0] = 0x30;
        payload[1] = 0x32;
        payload[8] = 40;
        java.util.Arrays.fill(payload, 16, payload.length, (byte) 'a');
        KdPacket packet = new KdPacket.Data(PacketType.DEBUG_IO, id, Bytes.of(payload));
        id = (id & ~0x800) ^ 1;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(
                PacketEncoder.encode(packet, PacketDialect.STREAM).toByteArray()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
