package io.kdlab.remote;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.string.StringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// A client of a session, from its first line to its last. What it remembers belongs to its stream's event loop.
final class Participant extends SimpleChannelInboundHandler<String> implements Speaker {
    /// The longest line that is taken, in bytes: twice a debugger's.
    private static final int LINE = 8192;
    /// Above this many bytes on the way to a client it has no room.
    private static final int HIGH = 256 * 1024;

    private static final int LOW = 64 * 1024;
    /// Beyond this nobody waits for it.
    private static final long MOST = 4 << 20;
    /// Lines that may come before it was decided about the first.
    private static final int EARLY = 64;

    private static final int HELLO_SECONDS = 120;

    private enum State {
        GREETED,
        ASKED,
        JOINED
    }

    private final Channel stream;
    private final RemoteSession session;
    private final Doorkeeper door;
    private final Greeting greeting;
    private final Queue<String> early = new ArrayDeque<>();
    private State state = State.GREETED;
    private boolean started;
    private volatile String who = "?";

    private Participant(Channel stream, RemoteSession session, Doorkeeper door) {
        this.stream = stream;
        this.session = session;
        this.door = door;
        this.greeting = door.greeting();
    }

    /// Greets whoever is at the other end of a stream that does not read yet.
    static void greet(Channel stream, RemoteSession session, Doorkeeper door) {
        stream.config().setWriteBufferWaterMark(new WriteBufferWaterMark(LOW, HIGH));
        stream.pipeline()
                .addLast(new LineBasedFrameDecoder(LINE))
                .addLast(new StringDecoder(StandardCharsets.UTF_8))
                .addLast(new Participant(stream, session, door));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start();
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        show(greeting.line() + "\n");
        stream.eventLoop()
                .schedule(
                        () -> {
                            if (state == State.GREETED) {
                                stream.close();
                            }
                        },
                        HELLO_SECONDS,
                        TimeUnit.SECONDS);
        stream.config().setAutoRead(true);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        switch (state) {
            case GREETED -> {
                state = State.ASKED;
                Thread.ofVirtual()
                        .name("remote join")
                        .start(() -> session.join(this, door.decide(stream, greeting, line), line));
            }
            case ASKED -> {
                if (early.size() == EARLY) {
                    stream.close();
                } else {
                    early.add(line);
                }
            }
            case JOINED -> session.said(this, line);
        }
    }

    /// It was let in: from now on its lines count, those that came already first. An empty first line does not.
    void joined(String name, String first) {
        who = name;
        stream.eventLoop().execute(() -> {
            state = State.JOINED;
            if (!first.isEmpty()) {
                session.said(this, first);
            }
            while (!early.isEmpty()) {
                session.said(this, early.remove());
            }
        });
    }

    @Override
    public String who() {
        return who;
    }

    @Override
    public void show(String text) {
        if (stream.bytesBeforeWritable() > MOST) {
            stream.close();
        } else {
            stream.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean leave() {
        stream.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        return true;
    }

    /// Shows a last text after a while, and closes.
    void refuse(String text, long delaySeconds) {
        stream.eventLoop()
                .schedule(
                        () -> {
                            show(text);
                            leave();
                        },
                        delaySeconds,
                        TimeUnit.SECONDS);
    }

    /// Waits until it has room for more, up to a moment of `System.nanoTime`; false when it still has none.
    synchronized boolean hasRoom(long until) throws InterruptedException {
        while (stream.isActive() && !stream.isWritable()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
        return true;
    }

    /// Ends the stream at once, whatever is still on the way.
    void cut() {
        stream.close();
    }

    /// Whether the stream is there.
    boolean isThere() {
        return stream.isActive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        synchronized (this) {
            notifyAll();
        }
        session.left(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            show("a line has " + LINE + " bytes at the most\n");
            leave();
        } else {
            stream.close();
        }
    }
}
