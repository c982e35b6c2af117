package io.kdlab.connection;

import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkHandler;
import io.kdlab.link.LinkMachine;
import io.kdlab.link.LinkState;
import io.kdlab.message.Continue;
import io.kdlab.message.DebugIo;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.packet.Role;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The host of a model: the product's own pipeline and conversation, and somebody who drives it.
final class ModelHost {
    /// One thing asked for, and what must become of it.
    private record Asked(int number, boolean repeatable, Exchange exchange, long due) {}

    private static final String WIRE = "model";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ModelLedger ledger;
    private final ModelClock clock;
    private final LinkNews news;
    private final LinkHandler link;
    private final Conversation conversation;
    private final ModelHostWatch watch;
    private final ModelEnd end;
    private final List<Asked> pending = new ArrayList<>();
    private final List<Asked> unsent = new ArrayList<>();
    private int numbers;
    private int succeeded;

    ModelHost(ModelClock clock, ModelLedger ledger, LinkMachine machine, ModelWire out) {
        this.ledger = ledger;
        this.clock = clock;
        news = new LinkNews(WIRE, clock, LinkTap.NONE);
        link = new LinkHandler(machine, new LinkCounters());
        conversation = new Conversation(WIRE, new Gate(Epoch.NONE), news, link, false);
        watch = new ModelHostWatch(ledger, link);
        end = new ModelEnd(
                clock,
                out,
                new PacketStage(machine.dialect().framing(), Role.HOST, watch, clock),
                link,
                watch,
                conversation);
    }

    ModelEnd end() {
        return end;
    }

    /// Somebody at the keyboard.
    void act(Random random, boolean troubled) {
        Optional<DebugIo> prompt = conversation.prompt();
        int choice = random.nextInt(100);
        if (choice < 2 && troubled) {
            ledger.trace("driver: resynchronise");
            conversation.resync();
        } else if (prompt.isPresent() && choice < 50) {
            answer(prompt.get());
        } else if (!isStopped()) {
            if (choice < 25) {
                breakIn();
            } else if (choice == 25) {
                takeOver();
            }
        } else if (pending.size() < 3) {
            if (choice < 45) {
                ask(number -> Manipulate.request(0, ReadMemory.of(new Address(number), 4)), true);
            } else if (choice < 75) {
                write();
            } else {
                ask(number -> Manipulate.request(0, new Continue(new NtStatus(number))), false);
            }
        }
    }

    /// Somebody who wants one thing: that a write succeeds.
    void proceed() {
        Optional<DebugIo> prompt = conversation.prompt();
        if (prompt.isPresent()) {
            answer(prompt.get());
        } else if (isStopped()) {
            write();
        } else {
            breakIn();
        }
    }

    private void answer(DebugIo prompt) {
        ask(number -> prompt.answer(Bytes.ofLatin1("answer")), false);
    }

    private void write() {
        ask(number -> Manipulate.request(0, new WriteMemory(new Address(number), 4, 0), Bytes.zeros(4)), false);
    }

    void breakIn() {
        ledger.trace("driver: break in");
        watch.breakInIsAsked();
        try {
            conversation.breakIn(Epoch.NONE);
        } catch (EpochRefusedException e) {
            throw new AssertionError(e);
        }
    }

    /// Somebody else drives from now on; a break-in that the one before began is over.
    private void takeOver() {
        ledger.trace("driver: another one");
        conversation.gateMoved();
        watch.breakInIsOver();
    }

    boolean isStopped() {
        return news.status() instanceof LinkStatus.Stopped;
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    /// How many requests have had their proper end.
    int succeeded() {
        return succeeded;
    }

    /// What must hold between two events.
    void check() {
        end.check();
        watch.check();
        for (Asked asked : pending) {
            ledger.require(clock.now() <= asked.due(), "request %d has no end".formatted(asked.number()));
        }
    }

    /// What must hold when all is over.
    void checkEnded() {
        for (Asked asked : unsent) {
            ledger.require(
                    ledger.executionsOf(asked.number()) == 0,
                    "request %d was said not to have been sent and was executed".formatted(asked.number()));
        }
    }

    void close() {
        end.close();
        news.close();
    }

    private interface Wording {
        KdMessage of(int number);
    }

    private void ask(Wording wording, boolean repeatable) {
        int number = numbers++;
        Exchange exchange = new Exchange(Epoch.NONE, wording.of(number), LIMIT);
        ledger.trace("driver: " + exchange.name() + " " + number);
        Asked asked = new Asked(
                number, repeatable, exchange, clock.now() + LIMIT.plusSeconds(1).toNanos());
        pending.add(asked);
        exchange.result.whenComplete((reply, failure) -> ended(asked, reply, failure));
        conversation.submit(exchange);
    }

    private void ended(Asked asked, @Nullable Optional<Manipulate> reply, @Nullable Throwable failure) {
        pending.remove(asked);
        int executed = ledger.executionsOf(asked.number());
        ledger.trace("driver: request %d ended: %s, executed %d".formatted(asked.number(), failure, executed));
        if (failure == null) {
            succeeded++;
            // A target that has just begun anew acks what was meant for the one before it, and drops it; so may one
            // that left three rounds of RESETs unanswered. Where acks do not travel, taken is not read.
            boolean mustHaveRun = asked.exchange().message instanceof Manipulate
                    && !ledger.isUncertain()
                    && link.state().sync() == LinkState.Sync.ALIGNED
                    && (asked.exchange().expectsReply() || link.dialect().acks() == LinkDialect.Acks.PACKETS);
            ledger.require(
                    !mustHaveRun || executed > 0, "request %d succeeded and never ran".formatted(asked.number()));
            if (reply != null && reply.isPresent()) {
                watch.isAnswered(MessageCodec.X64.encode(asked.exchange().message));
                ledger.require(
                        numberIn(reply.get()) == asked.number(),
                        "request %d got the reply to %d".formatted(asked.number(), numberIn(reply.get())));
            }
        } else if (!asked.repeatable() && !(failure instanceof OutcomeUnknownException)) {
            unsent.add(asked);
        } else if (!asked.exchange().expectsReply()) {
            // The ack of a continue may be lost, and a target that runs does not give another.
            ledger.mustSucceed(ledger.mustSucceed());
        } else {
            ledger.require(
                    ledger.cleanFor() < 2 * LIMIT.toNanos()
                            || failure instanceof TargetRunningException
                            || link.dialect().acks() == LinkDialect.Acks.WIRE,
                    "request %d failed on a good wire: %s".formatted(asked.number(), failure));
        }
    }

    private static int numberIn(Manipulate reply) {
        return switch (reply.body()) {
            case ReadMemory read -> (int) read.address().value();
            case WriteMemory write -> (int) write.address().value();
            default -> -1;
        };
    }
}
