package io.kdlab.endpoint;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a stream whose TLS failed, with one line in the log instead of a stack trace.
@Sharable
final class TlsFault extends ChannelInboundHandlerAdapter {
    static final TlsFault INSTANCE = new TlsFault();

    private static final Logger LOG = LoggerFactory.getLogger(TlsFault.class);

    private TlsFault() {}

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException) {
            LOG.info("a TLS stream ended peer={} cause={}", context.channel().remoteAddress(), cause.getMessage());
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
