package io.kdlab.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One stream of a relay: put last into its pipeline, it reads one chunk and holds it until it is joined to
/// another.
///
/// It reads only while the other leg's stream takes what it is given: between the two at most [#HELD_MOST]
/// bytes are held in each direction. Bytes pass unchanged and in order. What a leg remembers belongs to its
/// stream's event loop; the two streams may have different ones.
public final class Leg extends ChannelInboundHandlerAdapter {
    /// What the end of one stream's input means.
    public enum Ending {
        /// Both streams end, as soon as what was read is written.
        TOGETHER,
        /// The other stream's output ends and its input goes on, where its kind knows that (TCP, TLS, Unix
        /// sockets). Where it does not (a serial port), both end as soon as the other has been silent for a
        /// while.
        HALF_CLOSE
    }

    /// The largest read, in bytes.
    private static final int CHUNK = 64 * 1024;

    private static final int HIGH = 64 * 1024;
    private static final int LOW = 16 * 1024;

    /// The most that is held of one direction, in bytes: what one stream has not taken yet when the other is
    /// read.
    public static final int HELD_MOST = HIGH + CHUNK;

    private final Channel stream;
    private final Ending ending;
    private final Duration silence;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();
    private final Queue<Object> early = new ArrayDeque<>();
    private final CompletableFuture<Leg> up = new CompletableFuture<>();
    private @Nullable Leg peer;
    private boolean started;
    private boolean stalled;
    private boolean inputEnded;
    private boolean outputEnded;

    private Leg(Channel stream, Ending ending, Duration silence) {
        this.stream = stream;
        this.ending = ending;
        this.silence = silence;
    }

    /// Puts a leg last into the pipeline of a stream that does not read yet. `silence` is how long a stream
    /// that knows no half-close may say nothing after the other one's input ended.
    public static Leg of(Channel stream, Ending ending, Duration silence) {
        Leg leg = new Leg(stream, ending, silence);
        stream.pipeline().addLast("leg", leg);
        return leg;
    }

    /// Joins two legs. Returns at once.
    public static void join(Leg left, Leg right) {
        left.loop(() -> left.joined(right));
        right.loop(() -> right.joined(left));
    }

    /// The stream.
    public Channel stream() {
        return stream;
    }

    /// Done when the stream is up and what its wire had kept from before is thrown away; only then is it to
    /// be joined. Fails with `ClosedChannelException`.
    public CompletableFuture<Leg> up() {
        return up;
    }

    /// Bytes read from the stream so far.
    public long taken() {
        return taken.get();
    }

    /// Bytes read from the stream and not yet taken by the other one.
    public long held() {
        return held.get();
    }

    /// The most that [#held] ever was.
    public long mostHeld() {
        return mostHeld.get();
    }

    /// Closes the stream, whatever is still to be written.
    public void close() {
        stream.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
    }

    private void start(ChannelHandlerContext ctx) {
        if (started) {
            return;
        }
        started = true;
        var config = ctx.channel().config();
        config.setAutoRead(false);
        config.setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 4096, CHUNK).maxMessagesPerRead(1));
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(LOW, HIGH));
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, ending == Ending.HALF_CLOSE);
        up.complete(this);
        ctx.read();
    }

    private void joined(Leg other) {
        peer = other;
        Object next = early.poll();
        while (next != null) {
            pass(other, next);
            next = early.poll();
        }
        other.stream.flush();
        if (!stream.isActive()) {
            other.loop(() -> other.endOutput(true));
        } else if (inputEnded) {
            other.loop(() -> other.endOutput(false));
        } else {
            readOn(other);
        }
        // The other may have stalled before it was known here.
        other.loop(other::resume);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        int length = ((ByteBuf) message).readableBytes();
        taken.addAndGet(length);
        mostHeld.accumulateAndGet(held.addAndGet(length), Math::max);
        Leg to = peer;
        if (to == null) {
            early.add(message);
        } else {
            pass(to, message);
        }
    }

    private void pass(Leg to, Object message) {
        int length = ((ByteBuf) message).readableBytes();
        to.stream.write(message).addListener((ChannelFuture written) -> {
            held.addAndGet(-length);
            if (written.cause() instanceof IOException broken && !(broken instanceof ClosedChannelException)) {
                reset();
            }
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Leg to = peer;
        if (to != null) {
            to.stream.flush();
            readOn(to);
        } else if (early.isEmpty() && !inputEnded) {
            ctx.read();
        }
    }

    private void readOn(Leg to) {
        stalled = !to.stream.isWritable();
        if (!stalled && !inputEnded) {
            stream.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Leg from = peer;
        if (from != null && ctx.channel().isWritable()) {
            from.loop(from::resume);
        }
    }

    private void resume() {
        Leg to = peer;
        if (stalled && to != null) {
            readOn(to);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // TLS ends a direction with an alert of its own.
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            endInput(false);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        up.completeExceptionally(new ClosedChannelException());
        endInput(true);
        Object next = early.poll();
        while (next != null) {
            held.addAndGet(-((ByteBuf) next).readableBytes());
            ReferenceCountUtil.release(next);
            next = early.poll();
        }
    }

    private void endInput(boolean gone) {
        if (inputEnded && !gone) {
            return;
        }
        inputEnded = true;
        Leg to = peer;
        if (to != null) {
            to.loop(() -> to.endOutput(gone));
        } else if (early.isEmpty()) {
            // Somebody who left, saying nothing, before there was anybody to talk to.
            stream.close();
        }
        if (outputEnded) {
            stream.close();
        }
    }

    /// The other stream has no more to say. Behind an empty write, so that what it said leaves first.
    private void endOutput(boolean otherGone) {
        stream.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (outputEnded && !otherGone) {
                return;
            }
            outputEnded = true;
            if (otherGone || inputEnded || ending == Ending.TOGETHER) {
                stream.close();
            } else if (!endOutputAlone(stream)) {
                closeWhenSilent(taken.get());
            }
        });
    }

    private static boolean endOutputAlone(Channel stream) {
        SslHandler tls = stream.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (stream instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        return tls != null || stream instanceof DuplexChannel;
    }

    private void closeWhenSilent(long before) {
        stream.eventLoop()
                .schedule(
                        () -> {
                            if (taken.get() == before) {
                                stream.close();
                            } else {
                                closeWhenSilent(taken.get());
                            }
                        },
                        silence.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /// A stream that broke breaks the other: whoever is there shall not take it for an orderly end.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Leg to = peer;
        if (to != null) {
            to.reset();
        }
        stream.close();
    }

    /// Ends the stream with RST where its kind has that (TCP), behind what is still to be written.
    private void reset() {
        stream.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (stream.isActive()) {
                stream.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            stream.close();
        });
    }

    private void loop(Runnable task) {
        stream.eventLoop().execute(task);
    }
}
