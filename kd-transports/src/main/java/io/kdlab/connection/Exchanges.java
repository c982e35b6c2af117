package io.kdlab.connection;

import io.kdlab.link.LinkEvent;
import io.kdlab.link.LinkFailedException;
import io.kdlab.link.LinkFailure;
import io.kdlab.link.Outgoing;
import io.kdlab.message.Manipulate;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What drivers ask of the target: one exchange on the wire, the others waiting, the gate before each first byte.
///
/// Event loop only.
final class Exchanges {
    /// What the conversation does about it.
    interface Owner {
        /// Why the target could not take it now; empty if it can.
        Optional<ConnectionException> refusal(Exchange exchange);

        /// The target has it, and no reply follows.
        void acked(Exchange exchange);

        /// An exchange is over, whatever came of it.
        void over();

        /// No ack or no reply in time: the target is not there.
        void silent();

        /// Something that may make the target run was on its way: whether it runs now is not known.
        void lostTrack();

        /// Half the time is over without a reply.
        void replyIsLate(Exchange exchange);
    }

    private static final int MOST_REPEATS = 2;

    private final String wire;
    private final Gate gate;
    private final LinkNews news;
    private final LinkHealth health;
    private final Owner owner;
    private final TargetMachine machine;
    private final Deque<Exchange> queue = new ArrayDeque<>();
    private @Nullable Exchange current;
    private boolean paused;
    private @Nullable ChannelHandlerContext ctx;

    Exchanges(String wire, Gate gate, LinkNews news, LinkHealth health, TargetMachine machine, Owner owner) {
        this.wire = wire;
        this.gate = gate;
        this.news = news;
        this.health = health;
        this.machine = machine;
        this.owner = owner;
    }

    void opened(ChannelHandlerContext context) {
        ctx = context;
    }

    void closed() {
        LinkLostException lost = new LinkLostException(wire + ": the wire was closed");
        queue.forEach(exchange -> exchange.result.completeExceptionally(lost));
        queue.clear();
        fail("the wire was closed");
    }

    void submit(Exchange exchange) {
        queue.add(exchange);
        after(exchange.limit.toMillis(), () -> expire(exchange));
        if (exchange.isRepeatable()) {
            after(exchange.limit.toMillis() / 2, () -> {
                if (current == exchange && exchange.acked) {
                    owner.replyIsLate(exchange);
                }
            });
        }
        next();
    }

    /// Whoever waited for this has given up.
    void abandon(Exchange exchange) {
        queue.remove(exchange);
        exchange.detached = true;
    }

    /// Whoever drove before gets the reason now; what he has on the wire is finished without him.
    void gateMoved() {
        Epoch now = gate.current();
        queue.removeIf(exchange -> !exchange.epoch.equals(now) && refuse(exchange));
        if (current != null && !current.epoch.equals(now)) {
            current.detached = true;
            refuse(current);
        }
    }

    /// Whether a continue is on its way and it is not known whether it has arrived.
    boolean isResuming() {
        return current != null && !current.acked && current.isResuming();
    }

    /// Takes a reply; false when nobody asked for it.
    boolean answered(Manipulate reply) {
        Exchange asked = current;
        if (asked == null || !asked.isAnsweredBy(reply)) {
            return false;
        }
        if (!asked.acked && ctx != null) {
            ctx.write(new LinkEvent.Answered());
        }
        finish(asked, Optional.of(reply));
        return true;
    }

    /// The target announced its stop again: it listens anew and will not answer what it was asked before.
    void announcedAgain() {
        paused = false;
        Exchange waiting = current;
        if (waiting == null) {
            next();
        } else if (!waiting.again && !waiting.acked) {
            return; // it is on its way still
        } else if (waiting.isRepeatable() && waiting.repeats < MOST_REPEATS) {
            waiting.repeats++;
            begin(waiting);
        } else {
            fail("the target began to listen anew before it answered");
            next();
        }
    }

    /// Gives up what is on the wire.
    void fail(String why) {
        Exchange exchange = current;
        current = null;
        if (exchange == null) {
            return;
        }
        String text = "%s: %s: %s; %s".formatted(wire, exchange.name(), why, health.diagnosis());
        if (exchange.detached) {
            news.note(LinkTap.Kind.DISCARDED, text, "box");
        }
        exchange.result.completeExceptionally(
                exchange.isRepeatable()
                        ? new LinkLostException(text)
                        : new OutcomeUnknownException(text + "; it may have been executed"));
    }

    /// Nothing begins until the target has been heard again: it may still answer what was asked before.
    void pause() {
        paused = true;
    }

    /// The target was heard, or there is nothing to wait for.
    void resume() {
        if (paused) {
            paused = false;
            next();
        }
    }

    /// Sends the next one that may go, if the wire is free.
    void next() {
        while (!paused && current == null && !queue.isEmpty()) {
            Exchange exchange = queue.remove();
            if (exchange.result.isDone()) {
                continue;
            }
            Optional<ConnectionException> refusal = owner.refusal(exchange);
            if (refusal.isPresent()) {
                exchange.result.completeExceptionally(refusal.get());
                continue;
            }
            try {
                gate.pass(exchange.epoch, () -> begin(exchange));
            } catch (EpochRefusedException e) {
                exchange.result.completeExceptionally(e);
            }
        }
    }

    private boolean refuse(Exchange exchange) {
        return exchange.result.completeExceptionally(gate.refusal(exchange.epoch));
    }

    private void begin(Exchange exchange) {
        current = exchange;
        exchange.again = false;
        exchange.acked = false;
        Bytes payload = machine.write(exchange.message);
        if (ctx == null) {
            return;
        }
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

    private void acked(Exchange exchange) {
        exchange.acked = true;
        if (!exchange.expectsReply()) {
            owner.acked(exchange);
            finish(exchange, Optional.empty());
        }
    }

    private void notAcked(Exchange exchange, Throwable cause) {
        LinkFailure failure = cause instanceof LinkFailedException failed ? failed.failure() : LinkFailure.WIRE_DOWN;
        if (failure == LinkFailure.RESYNCHRONISED && exchange.isRepeatable()) {
            exchange.again = true;
            return;
        }
        if (failure == LinkFailure.SILENT || failure == LinkFailure.REFUSED) {
            owner.silent();
        } else if (!exchange.expectsReply()) {
            owner.lostTrack();
        }
        fail(failure.words());
        owner.over();
    }

    private void expire(Exchange exchange) {
        if (queue.remove(exchange)) {
            exchange.result.completeExceptionally(
                    new LinkLostException("%s: waited %d s for its turn".formatted(wire, exchange.limit.toSeconds())));
        } else if (current == exchange) {
            owner.silent();
            fail("no reply within " + exchange.limit.toSeconds() + " s");
            owner.over();
        }
    }

    private void finish(Exchange exchange, Optional<Manipulate> reply) {
        current = null;
        if (exchange.detached) {
            String result = reply.map(r -> r.status() + " " + r.body()).orElse("acknowledged");
            news.note(LinkTap.Kind.DISCARDED, exchange.name() + ": " + result, "box");
        }
        exchange.result.complete(reply);
        owner.over();
    }

    private void after(long millis, Runnable task) {
        if (ctx != null) {
            ctx.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }
}
