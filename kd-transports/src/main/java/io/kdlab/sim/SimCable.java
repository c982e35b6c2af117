package io.kdlab.sim;

import io.kdlab.link.LinkEvent;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plugs a channel into a simulated target for as long as it is open.
final class SimCable extends ChannelInboundHandlerAdapter {
    /// Makes or finds the target when the channel is there.
    interface Socket {
        SimTarget plugged(Consumer<Bytes> sink);

        void unplugged(SimTarget target, Consumer<Bytes> sink);
    }

    private final Socket socket;
    private @Nullable SimTarget target;
    private @Nullable Consumer<Bytes> sink;

    SimCable(Socket socket) {
        this.socket = socket;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Consumer<Bytes> out = bytes -> {
            // A cable holds nothing: what the other end does not take is lost, and the machine sends it again.
            if (ctx.channel().isWritable()) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes.toByteArray()));
            }
        };
        sink = out;
        target = socket.plugged(out);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (target != null && message instanceof ByteBuf bytes) {
                target.receive(ByteBufUtil.getBytes(bytes));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof LinkEvent.NewSession && target != null) {
            target.newSession();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (target != null && sink != null) {
            socket.unplugged(target, sink);
        }
        ctx.fireChannelInactive();
    }

    /// A peer that breaks the connection is a pulled cable, nothing more.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
