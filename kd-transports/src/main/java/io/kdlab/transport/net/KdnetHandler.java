package io.kdlab.transport.net;

import io.kdlab.link.LinkEvent;
import io.kdlab.transport.WireEvent;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs a [KdnetMachine] on a UDP socket: datagrams below, one KD packet a `ByteBuf` above. A session that begins is
/// the user event [LinkEvent.NewSession]; what is known of the peer is a [WireEvent.Peer].
final class KdnetHandler<S> extends ChannelDuplexHandler {
    private final KdnetMachine<S> machine;
    private final Predicate<InetAddress> accepted;
    private S state;
    private boolean closed;
    private @Nullable Future<?> clock;

    /// @param accepted whose datagrams are looked at
    KdnetHandler(KdnetMachine<S> machine, Predicate<InetAddress> accepted) {
        this.machine = machine;
        this.accepted = accepted;
        state = machine.initial();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        happen(ctx, new KdnetEvent.Bound((InetSocketAddress) ctx.channel().localAddress()));
        clock = ctx.executor()
                .scheduleAtFixedRate(
                        () -> happen(ctx, new KdnetEvent.Due()),
                        0,
                        machine.period().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        if (clock != null) {
            clock.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        Bytes bytes;
        InetSocketAddress from = datagram.sender();
        try {
            int length = datagram.content().readableBytes();
            if (length > KdnetDatagram.LONGEST || !accepted.test(from.getAddress())) {
                return;
            }
            bytes = Bytes.of(ByteBufUtil.getBytes(datagram.content()));
        } finally {
            ReferenceCountUtil.release(datagram);
        }
        happen(ctx, new KdnetEvent.Received(from, bytes));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        KdnetEvent.Send event;
        try {
            event = new KdnetEvent.Send(Bytes.of(ByteBufUtil.getBytes((ByteBuf) message)));
        } finally {
            ReferenceCountUtil.release(message);
        }
        happen(ctx, event);
        // UDP: nobody says whether it arrives.
        promise.trySuccess();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof KdnetEvent happened) {
            happen(ctx, happened);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /// The state is stepped before anything is performed, so what the layers above do at once finds it true.
    private void happen(ChannelHandlerContext ctx, KdnetEvent event) {
        if (closed) {
            return;
        }
        KdnetMachine.Step<S> step = machine.step(state, event);
        state = step.state();
        for (KdnetEffect effect : step.effects()) {
            perform(ctx, effect);
        }
    }

    private void perform(ChannelHandlerContext ctx, KdnetEffect effect) {
        switch (effect) {
            case KdnetEffect.Emit(InetSocketAddress to, Bytes datagram) ->
                ctx.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram.toByteBuffer()), to));
            case KdnetEffect.Deliver(Bytes packet) -> {
                ctx.fireChannelRead(Unpooled.wrappedBuffer(packet.toByteBuffer()));
                ctx.fireChannelReadComplete();
            }
            case KdnetEffect.Begin(InetSocketAddress peer) -> {
                locate(ctx, peer);
                ctx.fireUserEventTriggered(new LinkEvent.NewSession());
                ctx.fireUserEventTriggered(present(ctx, peer));
            }
            case KdnetEffect.Back(InetSocketAddress peer) -> ctx.fireUserEventTriggered(present(ctx, peer));
            case KdnetEffect.Tell(WireEvent news) -> ctx.fireUserEventTriggered(news);
        }
    }

    /// A socket bound to no address in particular has the one that leads to its peer.
    private void locate(ChannelHandlerContext ctx, InetSocketAddress peer) {
        LocalRoute.to(peer)
                .ifPresent(address -> happen(ctx, new KdnetEvent.Bound(new InetSocketAddress(address, port(ctx)))));
    }

    private static int port(ChannelHandlerContext ctx) {
        return ((InetSocketAddress) ctx.channel().localAddress()).getPort();
    }

    private static WireEvent.Peer present(ChannelHandlerContext ctx, InetSocketAddress peer) {
        return new WireEvent.Peer(
                WireEvent.Peer.State.PRESENT,
                "Connected to target %s on port %d on local IP %s"
                        .formatted(
                                KdnetText.host(peer),
                                port(ctx),
                                LocalRoute.to(peer)
                                        .map(InetAddress::getHostAddress)
                                        .orElse("unknown")));
    }
}
