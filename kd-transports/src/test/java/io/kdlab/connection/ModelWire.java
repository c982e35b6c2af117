package io.kdlab.connection;

import io.kdlab.value.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One direction of a modelled wire: takes what the end before it writes, holds it for a while, spoils some of it.
final class ModelWire extends ChannelOutboundHandlerAdapter {
    private record Unit(
            long due, long number, Bytes bytes, @Nullable ChannelPromise taken) {}

    private static final int HEADER = 16;
    private static final long OUTAGE_NANOS = 100_000_000;
    private static final byte DATA_LEADER = 0x30;

    private final ModelClock clock;
    private final Random random;
    private final boolean delimited;
    private final boolean acknowledges;
    private final PriorityQueue<Unit> units =
            new PriorityQueue<>(Comparator.comparingLong(Unit::due).thenComparingLong(Unit::number));
    private ModelFaults faults;
    private long numbers;
    private long last;
    private boolean unplugged;

    /// @param acknowledges whether a write succeeds when the other end has taken it, and not before; what is not taken
    ///     stays
    ModelWire(ModelClock clock, Random random, ModelFaults faults, boolean delimited, boolean acknowledges) {
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.delimited = delimited;
        this.acknowledges = acknowledges;
    }

    void faults(ModelFaults other) {
        faults = other;
    }

    /// While it is, everything is lost.
    void unplugged(boolean now) {
        unplugged = now;
    }

    /// Everything on its way is lost.
    void clear() {
        units.clear();
    }

    /// When the next unit arrives; [Long#MAX_VALUE] if none is on its way.
    long due() {
        Unit next = units.peek();
        if (next == null) {
            return Long.MAX_VALUE;
        }
        return unplugged && acknowledges
                ? Math.max(next.due(), clock.now() + OUTAGE_NANOS)
                : Math.max(next.due(), clock.now());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        if (acknowledges) {
            mail(bytes, promise);
            return;
        }
        promise.setSuccess();
        if (unplugged || hit(faults.loss())) {
            return;
        }
        if (hit(faults.duplicate())) {
            put(bytes, null);
            put(bytes, null);
        } else if (hit(faults.cut())) {
            put(cut(bytes), null);
        } else {
            put(spoilt(bytes), null);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        // Written is on its way.
    }

    /// Hands the next unit to the end behind the wire; a stream in pieces.
    void deliver(EmbeddedChannel to) {
        if (unplugged && acknowledges) {
            return; // it stays where it is
        }
        Unit unit = units.remove();
        if (unplugged) {
            return;
        }
        int at = 0;
        byte[] bytes = unit.bytes().toByteArray();
        while (at < bytes.length) {
            int left = bytes.length - at;
            int length = delimited || left == 1 || random.nextInt(4) > 0 ? left : 1 + random.nextInt(left - 1);
            to.writeInbound(Unpooled.wrappedBuffer(bytes, at, length));
            at += length;
        }
        if (unit.taken() != null) {
            unit.taken().trySuccess();
        }
    }

    /// What lies in the mailbox already is not put there again.
    private void mail(byte[] bytes, ChannelPromise promise) {
        Unit before =
                units.stream().reduce((a, b) -> a.number() > b.number() ? a : b).orElse(null);
        if (before != null && before.taken() != null && before.bytes().equals(Bytes.of(bytes))) {
            before.taken().addListener(taken -> promise.trySuccess());
        } else {
            put(spoilt(bytes), promise);
        }
    }

    private void put(byte[] bytes, @Nullable ChannelPromise taken) {
        long due = clock.now() + 100_000 + (long) (random.nextDouble() * faults.delayMillis() * 1_000_000L);
        if (!faults.overtaking()) {
            due = Math.max(due, last);
            last = due;
        }
        units.add(new Unit(due, numbers++, Bytes.of(bytes), taken));
    }

    private boolean hit(int share) {
        return share > 0 && random.nextInt(1000) < share;
    }

    private byte[] cut(byte[] bytes) {
        if (bytes.length < 2) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int to = delimited ? bytes.length : from + 1 + random.nextInt(bytes.length - from);
        byte[] left = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, left, from, bytes.length - to);
        return left;
    }

    private byte[] spoilt(byte[] bytes) {
        if (bytes.length > HEADER && bytes[0] == DATA_LEADER && hit(faults.flip())) {
            return flipped(bytes, HEADER + random.nextInt(bytes.length - HEADER));
        }
        if (bytes.length >= HEADER && hit(faults.unseen())) {
            return unseen(bytes);
        }
        return bytes;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private byte[] unseen(byte[] bytes) {
        if (bytes.length < HEADER + 8 || random.nextBoolean()) {
            return flipped(bytes, random.nextInt(HEADER));
        }
        byte[] cancelled = bytes.clone();
        int up = HEADER + random.nextInt(bytes.length - HEADER - 1);
        int down = HEADER + random.nextInt(bytes.length - HEADER - 1);
        cancelled[up]++;
        cancelled[down]--;
        return cancelled;
    }
}
