package io.kdlab.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Throws away what a pipe or a terminal server has kept from before the opening, then lets the stages begin.
///
/// Such bytes come in one burst at once; what a live target says meanwhile it says again, since nobody
/// acknowledged it.
final class StaleBytes extends ChannelInboundHandlerAdapter {
    private static final int BURST_MILLIS = 20;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (ctx.channel().isActive()) {
                                ctx.fireChannelActive();
                                ctx.pipeline().remove(this);
                            }
                        },
                        BURST_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }
}
