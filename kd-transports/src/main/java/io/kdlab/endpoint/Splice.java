package io.kdlab.endpoint;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Joins two byte streams: what comes out of one goes into the other, and the end of one ends the other.
///
/// Neither side is read faster than the other takes it, so at most a Netty write buffer (64 KiB by default) is held
/// in
/// between.
public final class Splice {
    private Splice() {}

    /// Starts relaying between two open channels that are not reading yet. Returns at once.
    public static void join(Channel left, Channel right) {
        left.pipeline().addLast("splice", new Leg(right));
        right.pipeline().addLast("splice", new Leg(left));
        // Behind the tasks that finish putting the legs in: bytes that are let go earlier would pass by a leg that is
        // not in place yet, and be lost.
        left.eventLoop().execute(() -> left.config().setAutoRead(true));
        right.eventLoop().execute(() -> right.config().setAutoRead(true));
        // A side may have died before its leg was in place; then nobody would tell the other.
        if (!left.isActive() || !right.isActive()) {
            left.close();
            right.close();
        }
    }

    private static final class Leg extends ChannelInboundHandlerAdapter {
        private final Channel peer;

        Leg(Channel peer) {
            this.peer = peer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            var unused = peer.write(bytes);
            if (!peer.isWritable()) {
                context.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            peer.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            peer.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            // Behind an empty write, so that bytes still queued towards the peer leave first.
            var unused = peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
