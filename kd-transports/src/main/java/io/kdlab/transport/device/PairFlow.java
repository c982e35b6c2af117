package io.kdlab.transport.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/// Gives one side of an in-process pair what a socket has by nature: it becomes unwritable while the other
/// side does not read. First in the pipeline.
final class PairFlow extends ChannelDuplexHandler {
    private final Backlog unread = new Backlog(1);
    private @Nullable PairFlow other;
    private volatile @Nullable Channel channel;

    private PairFlow() {}

    /// The two handlers of a pair.
    static PairFlow[] ofPair() {
        PairFlow[] sides = {new PairFlow(), new PairFlow()};
        sides[0].other = sides[1];
        sides[1].other = sides[0];
        return sides;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    /// Wrapped, because Netty joins bare buffers on their way, and a buffer may be a packet.
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        unread.add(ctx.channel(), bytes.readableBytes());
        ctx.write(new DefaultByteBufHolder(bytes), promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = ((ByteBufHolder) message).content();
        int length = bytes.readableBytes();
        ctx.fireChannelRead(bytes);
        if (other != null && other.channel != null) {
            other.unread.remove(other.channel, length);
        }
    }
}
