package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Host and target machine joined by two wires that lose and damage packets, on seeded schedules.
///
/// The host asks, the stopped kernel answers (every third request has no reply, like a continue), and says
/// its stop again whenever it is told to. Timers also run out too early, as under a slow emulator. Whatever
/// happens, each request is executed once and in order and each reply arrives once and in order.
/// `-Dkdlab.seed=N` runs that seed first.
@Feature("2.4")
class LinkModelTest {
    private static final long FIRST_SEED = Long.getLong("kdlab.seed", 1);
    private static final int SEEDS = 400;
    private static final int REQUESTS = 40;
    private static final int STOP = -1;
    private static final int TYPE_STOP = 7;
    private static final int TYPE_MANIPULATE = 2;

    /// Patient without end: what a fault costs is time, and a model has plenty.
    private static final LinkPace PACE =
            new LinkPace(Duration.ofSeconds(1), 1000, 1000, Duration.ofSeconds(1), 1000, Duration.ofSeconds(1), 1000);

    private sealed interface OnWire {
        record Data(int id, int content) implements OnWire {}

        record Control(LinkEvent event) implements OnWire {}
    }

    /// One machine, its timers and what it wants to send.
    private static final class Side {
        final LinkMachine machine;
        final Deque<OnWire> out = new ArrayDeque<>();
        final Deque<Integer> toSend = new ArrayDeque<>();
        final Set<LinkTimer> armed = EnumSet.noneOf(LinkTimer.class);
        final List<Integer> delivered = new ArrayList<>();
        final List<String> trace = new ArrayList<>();
        LinkState state;
        int inFlight;
        boolean announce;

        Side(LinkMachine machine) {
            this.machine = machine;
            this.state = machine.initial();
        }

        void happen(LinkEvent event, int content) {
            Step step = machine.step(state, event);
            trace.add(machine.role() + " " + event + " -> " + step.effects());
            state = step.state();
            for (LinkEffect effect : step.effects()) {
                switch (effect) {
                    case LinkEffect.Transmit(int id) -> out.add(new OnWire.Data(id, inFlight));
                    case LinkEffect.Ack(int id) -> out.add(new OnWire.Control(new LinkEvent.AckReceived(id)));
                    case LinkEffect.AskResend() -> out.add(new OnWire.Control(new LinkEvent.ResendReceived()));
                    case LinkEffect.SendReset(int id) -> out.add(new OnWire.Control(new LinkEvent.ResetReceived(id)));
                    case LinkEffect.SendBreakIn() -> out.add(new OnWire.Control(new LinkEvent.BreakInReceived()));
                    case LinkEffect.Arm(LinkTimer timer) -> armed.add(timer);
                    case LinkEffect.Disarm(LinkTimer timer) -> armed.remove(timer);
                    case LinkEffect.Deliver() -> delivered.add(content);
                    case LinkEffect.Report(LinkReport report) ->
                        announce |= report == LinkReport.ANNOUNCE_AGAIN || report == LinkReport.BREAK_REQUESTED;
                    case LinkEffect.Failed(LinkFailure failure) -> throw new AssertionError(failure);
                    case LinkEffect.Acked _, LinkEffect.Drop _ -> {}
                }
            }
        }

        void sendNext() {
            if (!state.isSending() && !toSend.isEmpty()) {
                inFlight = toSend.remove();
                happen(new LinkEvent.Send(false), 0);
            }
        }
    }

    @Test
    void eachRequestIsExecutedOnceAndEachReplyArrivesOnceWhateverTheWiresDo() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Random random = new Random(seed);
            Side host = new Side(LinkMachine.host(LinkDialect.SERIAL, PACE));
            Side target = new Side(LinkMachine.target(LinkDialect.SERIAL, PACE));
            int faults = random.nextInt(30);
            try {
                run(host, target, faults, random);
            } catch (AssertionError | IllegalStateException e) {
                throw new AssertionError(
                        "seed " + seed + " with " + faults + " % faults\n" + String.join("\n", last(host.trace)) + "\n"
                                + String.join("\n", last(target.trace)),
                        e);
            }
        }
    }

    private static void run(Side host, Side target, int faults, Random random) {
        target.toSend.add(STOP);
        int asked = 0;
        for (int steps = 0; asked < REQUESTS || host.state.isSending(); steps++) {
            assertThat(steps).as("steps").isLessThan(40_000);
            if (target.announce && !target.state.isSending() && target.toSend.isEmpty()) {
                target.announce = false;
                target.toSend.add(STOP);
            }
            target.sendNext();
            boolean mayAsk = !host.state.isSending() && (hasReply(asked - 1) ? answered(host, asked - 1) : asked > 0);
            if (mayAsk || (asked == 0 && !host.delivered.isEmpty())) {
                host.toSend.add(asked++);
                host.sendNext();
            }
            boolean toTarget = random.nextBoolean();
            Side from = toTarget ? host : target;
            Side to = toTarget ? target : host;
            int before = to.delivered.size();
            if (random.nextInt(40) == 0 || (from.out.isEmpty() && to.out.isEmpty())) {
                tick(random.nextBoolean() ? host : target);
            } else if (!from.out.isEmpty()) {
                carry(from.out.remove(), to, faults, random);
            }
            if (to.delivered.size() > before) {
                int content = to.delivered.getLast();
                if (toTarget) {
                    assertThat(content).as("executed").isEqualTo(target.delivered.size() - 1);
                    if (hasReply(content)) {
                        target.toSend.add(content);
                    }
                } else if (content != STOP) {
                    assertThat(content).as("answered").isEqualTo(asked - 1);
                }
            }
        }
        assertThat(target.delivered).hasSize(REQUESTS);
        assertThat(host.delivered.stream().filter(c -> c != STOP)).doesNotHaveDuplicates();
    }

    private static boolean hasReply(int request) {
        return request >= 0 && request % 3 != 2;
    }

    private static boolean answered(Side host, int request) {
        return host.delivered.contains(request);
    }

    private static void carry(OnWire item, Side to, int faults, Random random) {
        boolean fault = random.nextInt(100) < faults;
        switch (item) {
            case OnWire.Control control when !fault -> to.happen(control.event(), 0);
            case OnWire.Data(int id, int content)
            when !fault ->
                to.happen(
                        new LinkEvent.DataReceived(content == STOP ? TYPE_STOP : TYPE_MANIPULATE, id, content),
                        content);
            case OnWire.Data _ when random.nextBoolean() -> to.happen(new LinkEvent.Damaged(), 0);
            default -> {
                // Lost.
            }
        }
    }

    private static void tick(Side side) {
        for (LinkTimer timer : List.copyOf(side.armed)) {
            side.armed.remove(timer);
            side.happen(new LinkEvent.Elapsed(timer), 0);
        }
    }

    private static List<String> last(List<String> trace) {
        return trace.subList(Math.max(0, trace.size() - 25), trace.size());
    }
}
