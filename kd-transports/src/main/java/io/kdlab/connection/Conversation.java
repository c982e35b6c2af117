package io.kdlab.connection;

import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkFailedException;
import io.kdlab.link.LinkFailure;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkReport;
import io.kdlab.link.LinkState;
import io.kdlab.link.Outgoing;
import io.kdlab.message.DebugIo;
import io.kdlab.message.FileIo;
import io.kdlab.message.GetString;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.StateChange;
import io.kdlab.packet.KdPacket;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The host's end of one opening of a wire: serves what the target says, and sends what the gate lets through.
///
/// Runs on the event loop only. Prints are acknowledged below; prompts, files and stops are served here, inside
/// and outside a wait for a reply alike.
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MOST_REPEATS = 2;
    private static final int SETTLING_MILLIS = 40;
    /// What every kernel prints before it stops for a bug check.
    private static final String FATAL = "*** Fatal System Error:";
    private static final NtStatus NO_SUCH_FILE = new NtStatus(0xC000000F);

    private final String wire;
    private final Gate gate;
    private final LinkNews news;
    private final LinkHandler link;
    private final LinkHealth health;
    private final Stops stops;
    private final MessageCodec codec = MessageCodec.X64;
    private final Deque<Exchange> queue = new ArrayDeque<>();
    private volatile boolean breakUntilStop;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Exchange current;
    private @Nullable StateChange deferred;
    private @Nullable KdMessage held;
    private @Nullable DebugIo lastPrint;
    private boolean afterReset;
    private @Nullable Future<?> settling;
    private volatile @Nullable DebugIo prompt;

    Conversation(String wire, Gate gate, LinkNews news, LinkHandler link, boolean breakUntilStop) {
        this.wire = wire;
        this.gate = gate;
        this.news = news;
        this.link = link;
        this.health = new LinkHealth(wire, news);
        this.stops = new Stops(news);
        this.breakUntilStop = breakUntilStop;
    }

    // What the connection asks for.

    void submit(Exchange exchange) {
        if (ctx == null || !ctx.channel().isActive()) {
            exchange.result.completeExceptionally(new LinkLostException(wire + ": the wire is down"));
            return;
        }
        boolean answer = exchange.message instanceof DebugIo;
        if (answer && prompt == null) {
            exchange.result.completeExceptionally(new LinkLostException(wire + ": the target asks nothing now"));
        } else if (!answer && !stops.isStopped()) {
            exchange.result.completeExceptionally(health.notStopped());
        } else {
            queue.add(exchange);
            after(exchange.limit.toMillis(), () -> expire(exchange));
            if (exchange.isRepeatable()) {
                after(exchange.limit.toMillis() / 2, () -> askAgain(exchange));
            }
            next();
        }
    }

    void breakIn(Epoch epoch) throws EpochRefusedException {
        gate.pass(epoch, () -> {
            if (ctx != null && !stops.isStopped()) {
                stops.breakingIn();
                ctx.write(new LinkEvent.BreakIn());
            }
        });
    }

    void resync() {
        if (ctx != null) {
            ctx.write(new LinkEvent.Resync());
        }
    }

    /// Whether the target has stopped once since the wire was opened, or no break-in was wanted.
    boolean hasStopped() {
        return !breakUntilStop;
    }

    Optional<DebugIo> prompt() {
        return Optional.ofNullable(prompt);
    }

    /// The gate has moved: whoever drove before gets the reason now; what he has on the wire is finished
    /// without him.
    void gateMoved() {
        Epoch now = gate.current();
        queue.removeIf(exchange -> !exchange.epoch.equals(now) && refuse(exchange));
        if (current != null && !current.epoch.equals(now)) {
            current.detached = true;
            refuse(current);
        }
        if (ctx != null) {
            ctx.write(new LinkEvent.StopBreakIn());
        }
    }

    /// Whoever waited for this has given up.
    void abandon(Exchange exchange) {
        queue.remove(exchange);
        exchange.detached = true;
    }

    private boolean refuse(Exchange exchange) {
        return exchange.result.completeExceptionally(gate.refusal(exchange.epoch));
    }

    // What the wire says.

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        health.opened(context);
        if (breakUntilStop) {
            stops.breakingIn();
            context.write(new LinkEvent.BreakIn());
        } else {
            context.write(new LinkEvent.Resync());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        health.closed();
        LinkLostException lost = new LinkLostException(wire + ": the wire was closed");
        queue.forEach(exchange -> exchange.result.completeExceptionally(lost));
        queue.clear();
        if (current != null) {
            failCurrent(current, "the wire was closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            // A mistake of ours. The link is opened again, from a state that is known.
            LOG.error("the link failed wire={}", wire, cause);
        }
        news.note(LinkTap.Kind.LINK, "failed: " + cause, "box");
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        KdPacket.Data packet = (KdPacket.Data) message;
        health.heard();
        KdMessage said = codec.decode(packet.type(), packet.payload());
        switch (said) {
            case StateChange change -> stop(change);
            case Manipulate reply -> reply(reply);
            case DebugIo io when io.body() instanceof GetString -> ifAligned(io, () -> asked(io));
            case DebugIo io -> printed(io);
            case FileIo file -> ifAligned(file, () -> file(file));
            default -> news.note(LinkTap.Kind.LINK, "not understood: " + said, "target");
        }
        afterReset = false;
        lastPrint = said instanceof DebugIo io ? io : null;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof LinkReport report) {
            report(report);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /// A RESET can overtake the ack of a print; the target then sends that print again under a fresh id.
    private void printed(DebugIo io) {
        if (!afterReset || !io.equals(lastPrint)) {
            running();
            news.note(LinkTap.Kind.PRINT, io.string(), "target");
            if (io.string().contains(FATAL)) {
                news.note(LinkTap.Kind.BUG_CHECK, io.string().strip(), "target");
            }
            news.publish(new LinkNotice.Printed(io.string(), news.now()));
        }
    }

    private void report(LinkReport report) {
        switch (report) {
            case RESYNCHRONISED, PEER_RESET -> {
                afterReset = true;
                health.heard();
                settle();
            }
            case TARGET_RESTARTED -> restarted();
            case RESET_UNANSWERED -> {
                if (held == null) {
                    health.resetUnanswered(this::resync);
                } else {
                    serveHeld();
                }
            }
            case OUT_OF_STEP -> news.note(LinkTap.Kind.LINK, "packet ids were out of step", "box");
            case BREAK_IN_UNANSWERED -> {
                health.breakInUnanswered();
                if (breakUntilStop && ctx != null) {
                    ctx.write(new LinkEvent.BreakIn());
                } else if (health.isProbing()) {
                    resync();
                }
            }
            case DEBUGGER_ABSENT, ANNOUNCE_AGAIN, BREAK_REQUESTED -> {
                // A target's side has these.
            }
        }
    }

    private void restarted() {
        stops.clear();
        held = null;
        deferred = null;
        prompt = null;
        if (current != null) {
            failCurrent(current, LinkFailure.RESTARTED.words());
        }
        health.restarted();
    }

    /// To answer, both sides must agree on ids. Without that RESET goes first, and the target says it all
    /// again.
    private void ifAligned(KdMessage message, Runnable serve) {
        switch (link.state().sync()) {
            case ALIGNED -> {
                held = settling == null ? null : message;
                if (settling == null) {
                    serve.run();
                }
            }
            case RESETTING -> held = message;
            case UNKNOWN -> {
                held = message;
                resync();
            }
        }
    }

    /// More of our RESETs may be answered at once, each setting ids back: nothing is said until that has passed.
    private void settle() {
        if (settling != null) {
            settling.cancel(false);
            settling = null;
        }
        if (link.state().resetsOwed() == 0) {
            settled();
        } else {
            settling = after(SETTLING_MILLIS, this::settled);
        }
    }

    private void settled() {
        settling = null;
        health.resynchronised("RESET answered");
        serveHeld();
    }

    private void serveHeld() {
        KdMessage waiting = held;
        held = null;
        switch (waiting) {
            case StateChange change -> announce(change);
            case DebugIo io -> asked(io);
            case FileIo file -> file(file);
            case null, default -> {
                // Nothing was.
            }
        }
    }

    private void stop(StateChange change) {
        if (current != null && current.begun && !current.acked && current.isResuming()) {
            // Before the continue or after it? Its ack will tell.
            deferred = change;
        } else {
            ifAligned(change, () -> announce(change));
        }
    }

    private void announce(StateChange change) {
        boolean again = stops.isStopped();
        breakUntilStop = false;
        prompt = null;
        stops.stopped(change);
        Exchange waiting = current;
        if (!again || waiting == null || !waiting.begun) {
            next();
        } else if (waiting.again || waiting.acked) {
            // The target has begun to listen anew and will not answer what it was asked before.
            repeat(waiting);
        }
    }

    private void asked(DebugIo io) {
        running();
        boolean again = io.equals(prompt);
        prompt = io;
        int longest = io.body() instanceof GetString(int _, int most) ? most : 0;
        if (!again) {
            news.note(LinkTap.Kind.PROMPT, io.string(), "target");
            news.publish(new LinkNotice.PromptAsked(io.string(), longest, news.now()));
        }
        next();
    }

    private void file(FileIo file) {
        running();
        if (!file.name().isEmpty()) {
            news.note(LinkTap.Kind.FILE, "refused: " + file.name(), "box");
            news.publish(new LinkNotice.FileIoRefused(file.name(), news.now()));
        }
        KdMessage refusal = file.refuse(NO_SUCH_FILE);
        if (ctx != null) {
            ctx.write(Outgoing.of(refusal.packetType(), codec.encode(refusal)));
        }
    }

    private void running() {
        if (!stops.isStopped()) {
            stops.running();
        }
    }

    private void reply(Manipulate reply) {
        Exchange asked = current;
        if (asked != null && asked.begun && asked.isAnsweredBy(reply)) {
            finish(asked, Optional.of(reply));
            return;
        }
        news.note(
                LinkTap.Kind.LINK, "a reply to nothing asked: api 0x" + Integer.toHexString(reply.apiNumber()), "box");
        // The answer to a host before us, or to us before the link was lost: its ack did not get through, and the
        // target
        // stands. It has nothing left to send now; RESET makes it say where it stands, unless one is on its way
        // already.
        after(SETTLING_MILLIS, () -> {
            if (!stops.isStopped()
                    && held == null
                    && settling == null
                    && link.state().sync() == LinkState.Sync.ALIGNED) {
                resync();
            }
        });
    }

    // The exchange at hand.

    private void next() {
        while (current == null && !queue.isEmpty()) {
            Exchange exchange = queue.remove();
            if (exchange.result.isDone()) {
                continue;
            }
            if (!(exchange.message instanceof DebugIo) && !stops.isStopped()) {
                exchange.result.completeExceptionally(health.notStopped());
                continue;
            }
            try {
                gate.pass(exchange.epoch, () -> begin(exchange));
            } catch (EpochRefusedException e) {
                exchange.result.completeExceptionally(e);
            }
        }
    }

    private void begin(Exchange exchange) {
        current = exchange;
        exchange.begun = true;
        exchange.again = false;
        exchange.acked = false;
        Bytes payload = codec.encode(exchange.message);
        if (ctx != null) {
            ctx.write(Outgoing.of(exchange.message.packetType(), payload)).addListener(sent -> {
                if (current != exchange) {
                    return;
                }
                if (sent.isSuccess()) {
                    acked(exchange);
                } else {
                    notAcked(exchange, sent.cause());
                }
            });
        }
    }

    private void acked(Exchange exchange) {
        exchange.acked = true;
        if (exchange.expectsReply()) {
            return;
        }
        if (exchange.isResuming()) {
            stops.resumed();
        }
        if (exchange.message instanceof DebugIo) {
            prompt = null;
        }
        finish(exchange, Optional.empty());
        serveDeferred();
    }

    private void notAcked(Exchange exchange, Throwable cause) {
        LinkFailure failure = cause instanceof LinkFailedException failed ? failed.failure() : LinkFailure.WIRE_DOWN;
        if (failure == LinkFailure.RESYNCHRONISED && exchange.isRepeatable()) {
            exchange.again = true;
            return;
        }
        if (failure == LinkFailure.SILENT || failure == LinkFailure.REFUSED) {
            silent();
        }
        failCurrent(exchange, failure.words());
        serveDeferred();
    }

    private void serveDeferred() {
        StateChange change = deferred;
        deferred = null;
        if (change != null) {
            stop(change);
        }
    }

    private void repeat(Exchange exchange) {
        if (exchange.isRepeatable() && exchange.repeats < MOST_REPEATS) {
            exchange.repeats++;
            begin(exchange);
        } else {
            failCurrent(exchange, "the target began to listen anew before it answered");
            next();
        }
    }

    /// Half its time is over: if the reply was lost, a RESET makes the target speak again.
    private void askAgain(Exchange exchange) {
        if (current == exchange && exchange.acked && link.state().sync() == LinkState.Sync.ALIGNED) {
            news.note(LinkTap.Kind.LINK, "no reply to " + exchange.name() + " yet: RESET", "box");
            resync();
        }
    }

    private void expire(Exchange exchange) {
        if (queue.remove(exchange)) {
            exchange.result.completeExceptionally(
                    new LinkLostException("%s: waited %d s for its turn".formatted(wire, exchange.limit.toSeconds())));
        } else if (current == exchange) {
            silent();
            failCurrent(exchange, "no reply within " + exchange.limit.toSeconds() + " s");
        }
    }

    /// Before anybody learns that his request failed, the status says why.
    private void silent() {
        stops.clear();
        health.silent();
        resync();
    }

    private void finish(Exchange exchange, Optional<Manipulate> reply) {
        current = null;
        if (exchange.detached) {
            news.note(
                    LinkTap.Kind.DISCARDED,
                    exchange.name() + ": "
                            + reply.map(r -> r.status() + " " + r.body()).orElse("acknowledged"),
                    "box");
        }
        exchange.result.complete(reply);
        next();
    }

    private void failCurrent(Exchange exchange, String why) {
        current = null;
        String text = "%s: %s: %s; %s".formatted(wire, exchange.name(), why, health.diagnosis());
        if (exchange.detached) {
            news.note(LinkTap.Kind.DISCARDED, text, "box");
        }
        exchange.result.completeExceptionally(
                exchange.isRepeatable()
                        ? new LinkLostException(text)
                        : new OutcomeUnknownException(text + "; it may have been executed"));
    }

    private @Nullable Future<?> after(long millis, Runnable task) {
        return ctx == null ? null : ctx.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
