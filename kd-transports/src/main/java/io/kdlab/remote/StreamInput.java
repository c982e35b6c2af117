package io.kdlab.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What comes out of an endpoint stream, for a thread that waits for it. The stream reads only when somebody asks.
final class StreamInput extends InputStream {
    private static final byte[] END = {};
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final Channel stream;
    private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private byte[] chunk = END;
    private int position;
    private boolean over;
    private Duration limit = FOR_EVER;

    StreamInput(Channel stream) {
        this.stream = stream;
        stream.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                chunks.add(ByteBufUtil.getBytes(bytes));
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                chunks.add(END);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        });
        if (!stream.isActive()) {
            chunks.add(END);
        }
    }

    /// How long each read may wait; then it fails with `SocketTimeoutException`.
    void limit(Duration most) {
        limit = most;
    }

    /// No limit any more.
    void unlimited() {
        limit = FOR_EVER;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (position == chunk.length && !over) {
            next();
        }
        if (over) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, into, from, count);
        position += count;
        return count;
    }

    private void next() throws IOException {
        try {
            byte[] arrived = chunks.poll();
            if (arrived == null) {
                stream.read();
                arrived = chunks.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (arrived == null) {
                throw new SocketTimeoutException("nothing was said for " + limit.toSeconds() + " s");
            }
            chunk = arrived;
            position = 0;
            over = arrived == END;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public int available() {
        return chunk.length - position;
    }
}
