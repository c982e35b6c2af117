package io.kdlab.link;

import io.kdlab.packet.Inbound;
import io.kdlab.packet.KdPacket;
import io.kdlab.packet.PacketType;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs a [LinkMachine] in a pipeline: packets and timers become events, effects are performed in order.
///
/// Inbound it takes [Inbound]s and hands up [KdPacket.Data] in order and once, and [LinkReport]s as user
/// events. Outbound it takes [Outgoing]s (one in flight, the rest wait their turn) and [LinkEvent]s of the side
/// above: `Answered`, `Resync`, `BreakIn`, `StopBreakIn`, `Listening`. Acks are written before the packet is
/// handed up. A transport tells of a new session of the other side by the user event [LinkEvent.NewSession].
public final class LinkHandler extends ChannelDuplexHandler {
    /// How many damaged packets in a row are asked for again at once, and how many pass between two askings
    /// after that. Who sends the same damaged packet at once whenever asked would otherwise keep both sides busy
    /// with nothing else, for ever.
    private static final int PATIENCE = 16;

    private record Pending(Outgoing packet, ChannelPromise promise) {}

    private record Happened(LinkEvent event, KdPacket.@Nullable Data received) {}

    private final LinkMachine machine;
    private final LinkCounters counters;
    private final Map<LinkTimer, Future<?>> timers = new EnumMap<>(LinkTimer.class);
    private final Deque<Happened> events = new ArrayDeque<>();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private LinkState state;
    private @Nullable Pending inFlight;
    private boolean stepping;
    private boolean down;
    private int damagedInARow;

    /// One handler for one channel.
    public LinkHandler(LinkMachine machine, LinkCounters counters) {
        this.machine = machine;
        this.counters = counters;
        this.state = machine.initial();
    }

    /// The dialect it speaks.
    public LinkDialect dialect() {
        return machine.dialect();
    }

    /// What it counts.
    public LinkCounters counters() {
        return counters;
    }

    /// What the link remembers now. Event loop only.
    public LinkState state() {
        return state;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        happen(ctx, new LinkEvent.WireUp(), null);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        down = true;
        happen(ctx, new LinkEvent.WireDown(), null);
        failWaiting(LinkFailure.WIRE_DOWN);
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof LinkEvent.NewSession session) {
            happen(ctx, session, null);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch ((Inbound) message) {
            case Inbound.Packet(KdPacket packet) -> {
                counters.intact();
                damagedInARow = 0;
                packet(ctx, packet);
            }
            case Inbound.Damaged damaged -> {
                counters.damaged(damaged.skipped());
                damagedInARow++;
                if (damagedInARow <= PATIENCE || damagedInARow % PATIENCE == 0) {
                    happen(ctx, new LinkEvent.Damaged(), null);
                }
            }
            case Inbound.Noise(int count) -> counters.noise(count);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof LinkEvent event) {
            if (event instanceof LinkEvent.WireUp) {
                // Our side begins anew: what it had in flight is nobody's any more.
                abandon(LinkFailure.RESTARTED);
            }
            happen(ctx, event, null);
            promise.trySuccess();
        } else if (down) {
            promise.tryFailure(new LinkFailedException(LinkFailure.WIRE_DOWN));
        } else {
            waiting.add(new Pending((Outgoing) message, promise));
            sendNext(ctx);
        }
    }

    private void packet(ChannelHandlerContext ctx, KdPacket packet) {
        switch (packet) {
            case KdPacket.Data data ->
                happen(
                        ctx,
                        new LinkEvent.DataReceived(
                                data.type(), data.id(), 31 * data.payload().hashCode() + data.type()),
                        data);
            case KdPacket.Control(int type, int id) -> {
                switch (type) {
                    case PacketType.ACKNOWLEDGE -> happen(ctx, new LinkEvent.AckReceived(id), null);
                    case PacketType.RESEND -> happen(ctx, new LinkEvent.ResendReceived(), null);
                    case PacketType.RESET -> happen(ctx, new LinkEvent.ResetReceived(id), null);
                    default -> {
                        // A control packet that we do not know asks for nothing.
                    }
                }
            }
            case KdPacket.BreakIn() -> happen(ctx, new LinkEvent.BreakInReceived(), null);
        }
    }

    /// Performing an effect can make the side above act at once; what it does waits until the step is over.
    private void happen(ChannelHandlerContext ctx, LinkEvent event, KdPacket.@Nullable Data received) {
        events.add(new Happened(event, received));
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            Happened next = events.poll();
            while (next != null) {
                Step step = machine.step(state, next.event());
                state = step.state();
                for (LinkEffect effect : step.effects()) {
                    perform(ctx, effect, next);
                }
                next = events.poll();
            }
        } finally {
            stepping = false;
        }
        sendNext(ctx);
    }

    private void sendNext(ChannelHandlerContext ctx) {
        if (stepping || inFlight != null || state.isSending() || down) {
            return;
        }
        Pending next = waiting.poll();
        if (next != null) {
            inFlight = next;
            happen(ctx, new LinkEvent.Send(next.packet().droppable()), null);
        }
    }

    private void perform(ChannelHandlerContext ctx, LinkEffect effect, Happened cause) {
        counters.performed(effect, !(cause.event() instanceof LinkEvent.Send));
        switch (effect) {
            case LinkEffect.Transmit(int id) -> transmit(ctx, id);
            case LinkEffect.Ack(int id) -> ctx.writeAndFlush(new KdPacket.Control(PacketType.ACKNOWLEDGE, id));
            case LinkEffect.AskResend() -> ctx.writeAndFlush(new KdPacket.Control(PacketType.RESEND, 0));
            case LinkEffect.SendReset(int id) -> ctx.writeAndFlush(new KdPacket.Control(PacketType.RESET, id));
            case LinkEffect.SendBreakIn() -> ctx.writeAndFlush(new KdPacket.BreakIn());
            case LinkEffect.Deliver() -> {
                if (cause.received() != null) {
                    ctx.fireChannelRead(cause.received());
                }
            }
            case LinkEffect.Drop _ -> {
                // Counted where it matters.
            }
            case LinkEffect.Acked() -> {
                Pending done = inFlight;
                inFlight = null;
                if (done != null) {
                    done.promise().trySuccess();
                }
            }
            case LinkEffect.Failed(LinkFailure failure) -> abandon(failure);
            case LinkEffect.Arm(LinkTimer timer) -> arm(ctx, timer);
            case LinkEffect.Disarm(LinkTimer timer) -> disarm(timer);
            case LinkEffect.Report(LinkReport report) -> ctx.fireUserEventTriggered(report);
        }
    }

    private void transmit(ChannelHandlerContext ctx, int id) {
        if (inFlight != null) {
            Outgoing packet = inFlight.packet();
            ChannelFuture written = ctx.writeAndFlush(new KdPacket.Data(packet.type(), id, packet.payload()));
            if (!dialect().acksTravel()) {
                written.addListener(taken -> {
                    if (taken.isSuccess()) {
                        happen(ctx, new LinkEvent.AckReceived(id), null);
                    }
                });
            }
        }
    }

    private void abandon(LinkFailure failure) {
        Pending lost = inFlight;
        inFlight = null;
        if (lost != null) {
            lost.promise().tryFailure(new LinkFailedException(failure));
        }
        failWaiting(failure);
    }

    private void failWaiting(LinkFailure failure) {
        Pending next = waiting.poll();
        while (next != null) {
            next.promise().tryFailure(new LinkFailedException(failure));
            next = waiting.poll();
        }
    }

    private void arm(ChannelHandlerContext ctx, LinkTimer timer) {
        disarm(timer);
        timers.put(
                timer,
                ctx.executor()
                        .schedule(
                                () -> happen(ctx, new LinkEvent.Elapsed(timer), null),
                                machine.pace().of(timer).toNanos(),
                                TimeUnit.NANOSECONDS));
    }

    private void disarm(LinkTimer timer) {
        Future<?> running = timers.remove(timer);
        if (running != null) {
            running.cancel(false);
        }
    }
}
