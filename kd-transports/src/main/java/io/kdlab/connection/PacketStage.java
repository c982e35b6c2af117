package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketDecoder;
import io.kdlab.packet.PacketDialect;
import io.kdlab.packet.PacketEncoder;
import io.kdlab.packet.Role;
import io.kdlab.transport.Direction;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Bytes to [Inbound]s and packets to bytes; shows both to the tap, and knows when the line has fallen silent.
final class PacketStage extends ChannelDuplexHandler {
    /// How long a packet may pause. Long, because a loaded machine or a USB adapter pauses too.
    private static final Duration HOST_IDLE = Duration.ofMillis(500);
    /// In a target silence after 0x62 is what makes it a break-in.
    private static final Duration TARGET_IDLE = Duration.ofMillis(60);

    private final PacketDialect dialect;
    private final PacketDecoder decoder;
    private final Duration idle;
    private final Direction inbound;
    private final LinkTap tap;
    private final boolean tapsBytes;
    private final RawBytes raw = new RawBytes();
    private final Clock clock;
    private final LinkCounters counters;
    private @Nullable Future<?> silence;

    /// A stage whose bytes nobody wants to know the number of.
    PacketStage(PacketDialect dialect, Role role, LinkTap tap, Clock clock) {
        this(dialect, role, tap, clock, new LinkCounters());
    }

    PacketStage(PacketDialect dialect, Role role, LinkTap tap, Clock clock, LinkCounters counters) {
        this.dialect = dialect;
        this.decoder = new PacketDecoder(dialect, role);
        this.idle = role == Role.HOST ? HOST_IDLE : TARGET_IDLE;
        this.inbound = role == Role.HOST ? Direction.FROM_TARGET : Direction.TO_TARGET;
        this.tap = tap;
        this.tapsBytes = tap.wantsBytes();
        this.clock = clock;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            counters.read(bytes.readableBytes());
            if (tapsBytes) {
                Bytes chunk = Bytes.of(ByteBufUtil.getBytes(bytes));
                tap.bytes(clock.instant(), inbound, chunk);
                raw.add(chunk);
            }
            decoder.feed(bytes, found -> found(ctx, found));
        } finally {
            ReferenceCountUtil.release(bytes);
        }
        watchSilence(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        KdPacket packet = (KdPacket) message;
        ByteBuf bytes = ctx.alloc().buffer();
        PacketEncoder.encode(packet, dialect, bytes);
        counters.wrote(bytes.readableBytes());
        tap.packet(clock.instant(), outbound(), packet);
        if (tapsBytes) {
            Bytes frame = Bytes.of(ByteBufUtil.getBytes(bytes));
            tap.bytes(clock.instant(), outbound(), frame);
            tap.frame(clock.instant(), outbound(), new Inbound.Packet(packet), frame);
        }
        ctx.write(bytes, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (silence != null) {
            silence.cancel(false);
        }
        if (tapsBytes && raw.held() > 0) {
            // The wire went in the middle of a packet.
            Bytes rest = raw.take(raw.held());
            tap.frame(clock.instant(), inbound, new Inbound.Noise(rest.length()), rest);
        }
        ctx.fireChannelInactive();
    }

    private void found(ChannelHandlerContext ctx, Inbound found) {
        if (tapsBytes) {
            tap.frame(clock.instant(), inbound, found, raw.take(decoder.passed() - raw.taken()));
        }
        if (found instanceof Inbound.Packet(KdPacket packet)) {
            tap.packet(clock.instant(), inbound, packet);
        }
        ctx.fireChannelRead(found);
    }

    private void watchSilence(ChannelHandlerContext ctx) {
        if (silence != null) {
            silence.cancel(false);
            silence = null;
        }
        if (decoder.isMidway()) {
            silence = ctx.executor()
                    .schedule(() -> decoder.lineIdle(found -> found(ctx, found)), idle.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private Direction outbound() {
        return inbound == Direction.FROM_TARGET ? Direction.TO_TARGET : Direction.FROM_TARGET;
    }
}
