package io.kdlab.endpoint;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;

/// Ends a stream whose TLS failed, with one line in the log instead of a stack trace.
@Sharable
final class TlsFault extends ChannelInboundHandlerAdapter {
    static final TlsFault INSTANCE = new TlsFault();

    private static final System.Logger LOG = System.getLogger(TlsFault.class.getName());

    private TlsFault() {}

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "a TLS stream ended peer={0} cause={1}",
                    context.channel().remoteAddress(),
                    cause.getMessage());
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
