package io.kdlab.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Puts a [FaultPlan] into a pipeline, nearest to the wire. Delays keep the order of what they delay.
public final class FaultHandler extends ChannelDuplexHandler {
    private final Way inbound;
    private final Way outbound;
    private final int sampled;

    /// Both directions fail by the same plan, each in its own way.
    public FaultHandler(FaultPlan plan) {
        inbound = new Way(new FaultyLine(plan, 1));
        outbound = new Way(new FaultyLine(plan, 2));
        sampled = plan.sampled();
    }

    /// A receiver at a rate of its own has framing errors to tell of.
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (sampled > 0) {
            inbound.line.sample().hangOn(ctx.channel());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        inbound.pass(ctx, (ByteBuf) message, bytes -> {
            ctx.fireChannelRead(Unpooled.wrappedBuffer(bytes));
            ctx.fireChannelReadComplete();
        });
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        outbound.pass(ctx, (ByteBuf) message, bytes -> ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
        promise.trySuccess();
    }

    private static final class Way {
        private final FaultyLine line;
        private long freeAt;

        Way(FaultyLine line) {
            this.line = line;
        }

        void pass(ChannelHandlerContext ctx, ByteBuf message, Consumer<byte[]> on) {
            byte[] chunk;
            try {
                chunk = ByteBufUtil.getBytes(message);
            } finally {
                ReferenceCountUtil.release(message);
            }
            long now = System.nanoTime();
            freeAt = Math.max(freeAt, now) + TimeUnit.MILLISECONDS.toNanos(line.delay());
            for (byte[] bytes : line.pass(chunk)) {
                if (freeAt <= now) {
                    on.accept(bytes);
                } else {
                    ctx.executor().schedule(() -> on.accept(bytes), freeAt - now, TimeUnit.NANOSECONDS);
                }
            }
        }
    }
}
