package io.kdlab.link;

import io.kdlab.link.LinkState.Seen;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One rule of a machine taken away or turned round.
///
/// @param rule what the machine does without it
public record Mutation(Role role, String what, MachineRule rule) {
    /// Every rule of both machines, each broken once.
    public static List<Mutation> all() {
        List<Mutation> all = new ArrayList<>();
        all.addAll(hostHears());
        all.addAll(hostSends());
        all.addAll(hostResets());
        all.addAll(TargetMutations.all());
        return all;
    }

    @Override
    public String toString() {
        return role + " " + what;
    }

    private static List<Mutation> hostHears() {
        return List.of(
                host("acks nothing", without(LinkEffect.Ack.class)),
                host("acks with SYNC", replacing(Mutation::ackAsReceived)),
                host("does not ack copies", when(Mutation::dropsCopy, without(LinkEffect.Ack.class))),
                host(
                        "hands copies up",
                        replacing((event, effect) -> effect instanceof LinkEffect.Drop(LinkEffect.Drop.Reason reason)
                                        && reason == LinkEffect.Drop.Reason.DUPLICATE
                                ? new LinkEffect.Deliver()
                                : effect)),
                host("takes old ids with new contents for copies", Mutation::oldIdIsCopy),
                host(
                        "takes late copies for new",
                        (real, state, event) -> event instanceof LinkEvent.DataReceived data && late(real, state, data)
                                ? real.step(state.withIds(state.outId(), data.id()), event)
                                : real.step(state, event)),
                host(
                        "sees no SYNC",
                        (real, state, event) -> event instanceof LinkEvent.DataReceived data
                                ? real.step(
                                        state,
                                        new LinkEvent.DataReceived(
                                                data.type(),
                                                real.dialect().ids().bare(data.id()),
                                                data.fingerprint()))
                                : real.step(state, event)),
                host(
                        "begins anew at every SYNC",
                        after(state -> state.withSyncSticking(false)
                                .withSeen(
                                        state.seen() == null
                                                ? null
                                                : new Seen(0, state.seen().fingerprint())))),
                host("goes on with its ids after SYNC", keepingOut(Mutation::restarts)),
                host("asks for nothing that is damaged", without(LinkEffect.AskResend.class)),
                host("does not expect the next id", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.DataReceived
                            ? new Step(step.state().withIds(step.state().outId(), state.inId()), step.effects())
                            : step;
                }));
    }

    private static List<Mutation> hostSends() {
        return List.of(
                host("sends the next packet under the same id", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return step.effects().contains(new LinkEffect.Acked())
                            ? new Step(
                                    step.state()
                                            .withIds(state.outId(), step.state().inId()),
                                    step.effects())
                            : step;
                }),
                host(
                        "takes any ack",
                        (real, state, event) -> event instanceof LinkEvent.AckReceived
                                ? real.step(state, new LinkEvent.AckReceived(state.outId()))
                                : real.step(state, event)),
                host("hears no ack", ignoring(LinkEvent.AckReceived.class)),
                host("takes any reply for an ack", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.DataReceived(int type, int _, int _)
                                    && type == PacketType.STATE_MANIPULATE
                                    && step.state().isSending()
                            ? then(step, real.step(step.state(), new LinkEvent.Answered()))
                            : step;
                }),
                host("does not know its reply for an ack", ignoring(LinkEvent.Answered.class)),
                host("hears no RESEND", ignoring(LinkEvent.ResendReceived.class)),
                host(
                        "sends nothing twice",
                        when(
                                (state, event, step) -> event instanceof LinkEvent.Elapsed,
                                without(LinkEffect.Transmit.class))),
                host(
                        "never gives up",
                        (real, state, event) -> event instanceof LinkEvent.Elapsed(LinkTimer timer)
                                        && timer == LinkTimer.ACK
                                        && state.isSending()
                                ? Step.of(
                                        state,
                                        new LinkEffect.Transmit(state.outId()),
                                        new LinkEffect.Arm(LinkTimer.ACK))
                                : real.step(state, event)),
                host("agrees on ids after giving up", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return failed(step) && event instanceof LinkEvent.Elapsed
                            ? new Step(step.state().with(state.sync()), step.effects())
                            : step;
                }),
                host(
                        "breaks in once",
                        (real, state, event) ->
                                event instanceof LinkEvent.Elapsed(LinkTimer timer) && timer == LinkTimer.BREAK_IN
                                        ? Step.of(state)
                                        : real.step(state, event)),
                host("breaks in for ever", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return step.effects().contains(new LinkEffect.Report(LinkReport.BREAK_IN_UNANSWERED))
                            ? Step.of(state, new LinkEffect.SendBreakIn(), new LinkEffect.Arm(LinkTimer.BREAK_IN))
                            : step;
                }),
                host("goes on breaking in after a stop", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.DataReceived
                            ? new Step(
                                    step.state().withBreakIns(state.breakIns()),
                                    step.effects().stream()
                                            .filter(effect -> !effect.equals(new LinkEffect.Disarm(LinkTimer.BREAK_IN)))
                                            .toList())
                            : step;
                }),
                host(
                        "does not stop breaking in when told",
                        (real, state, event) ->
                                event instanceof LinkEvent.StopBreakIn ? Step.of(state) : real.step(state, event)));
    }

    private static List<Mutation> hostResets() {
        return List.of(
                host("answers answers", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.ResetReceived
                                    && step.effects().stream().noneMatch(LinkEffect.SendReset.class::isInstance)
                            ? plus(step, new LinkEffect.SendReset(0))
                            : step;
                }),
                host(
                        "answers no RESET",
                        when(
                                (state, event, step) -> event instanceof LinkEvent.ResetReceived,
                                without(LinkEffect.SendReset.class))),
                host("hears no RESET", ignoring(LinkEvent.ResetReceived.class)),
                host(
                        "sends RESET once",
                        (real, state, event) ->
                                event instanceof LinkEvent.Elapsed(LinkTimer timer) && timer == LinkTimer.RESET
                                        ? Step.of(state)
                                        : real.step(state, event)),
                host("goes on with its ids after RESET", keepingOut(Mutation::sendsReset)),
                host("goes on expecting the old ids after RESET", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.ResetReceived
                            ? new Step(
                                    step.state()
                                            .withIds(step.state().outId(), state.inId())
                                            .withSeen(state.seen()),
                                    step.effects())
                            : step;
                }),
                host("lets a packet live through RESET", surviving(LinkEvent.Resync.class)),
                host("lets a packet live through SYNC", surviving(LinkEvent.DataReceived.class)),
                host("lets a packet live through a new session", surviving(LinkEvent.NewSession.class)),
                host("does not care for new sessions", ignoring(LinkEvent.NewSession.class)),
                host(
                        "sends RESET without its id",
                        replacing((event, effect) ->
                                effect instanceof LinkEffect.SendReset ? new LinkEffect.SendReset(0) : effect)));
    }

    // How rules are broken.

    interface Each {
        LinkEffect of(LinkEvent event, LinkEffect effect);
    }

    interface Occasion {
        boolean is(LinkState state, LinkEvent event, Step step);
    }

    private static Mutation host(String what, MachineRule rule) {
        return new Mutation(Role.HOST, what, rule);
    }

    static Mutation target(String what, MachineRule rule) {
        return new Mutation(Role.TARGET, what, rule);
    }

    static MachineRule without(Class<? extends LinkEffect> kind) {
        return (real, state, event) -> {
            Step step = real.step(state, event);
            return new Step(step.state(), TargetHabits.without(step.effects(), kind));
        };
    }

    static MachineRule replacing(Each other) {
        return (real, state, event) -> {
            Step step = real.step(state, event);
            return new Step(
                    step.state(),
                    step.effects().stream()
                            .map(effect -> other.of(event, effect))
                            .toList());
        };
    }

    static MachineRule ignoring(Class<? extends LinkEvent> kind) {
        return (real, state, event) -> kind.isInstance(event) ? Step.of(state) : real.step(state, event);
    }

    private static MachineRule after(UnaryOperator<LinkState> change) {
        return (real, state, event) -> {
            Step step = real.step(state, event);
            return new Step(change.apply(step.state()), step.effects());
        };
    }

    static MachineRule when(Occasion occasion, MachineRule broken) {
        return (real, state, event) -> occasion.is(state, event, real.step(state, event))
                ? broken.step(real, state, event)
                : real.step(state, event);
    }

    private static MachineRule keepingOut(Predicate<Step> occasion) {
        return (real, state, event) -> {
            Step step = real.step(state, event);
            return occasion.test(step)
                    ? new Step(step.state().withIds(state.outId(), step.state().inId()), step.effects())
                    : step;
        };
    }

    private static MachineRule surviving(Class<? extends LinkEvent> kind) {
        return (real, state, event) -> {
            Step step = real.step(state, event);
            return kind.isInstance(event) && failed(step)
                    ? new Step(
                            step.state().with(state.sending()),
                            step.effects().stream()
                                    .filter(effect -> !(effect instanceof LinkEffect.Failed)
                                            && !effect.equals(new LinkEffect.Disarm(LinkTimer.ACK)))
                                    .toList())
                    : step;
        };
    }

    private static Step then(Step first, Step second) {
        List<LinkEffect> effects = new ArrayList<>(first.effects());
        effects.addAll(second.effects());
        return new Step(second.state(), effects);
    }

    private static Step plus(Step step, LinkEffect effect) {
        List<LinkEffect> effects = new ArrayList<>(step.effects());
        effects.add(effect);
        return new Step(step.state(), effects);
    }

    // What a step is about.

    private static LinkEffect ackAsReceived(LinkEvent event, LinkEffect effect) {
        return effect instanceof LinkEffect.Ack && event instanceof LinkEvent.DataReceived data
                ? new LinkEffect.Ack(data.id())
                : effect;
    }

    private static Step oldIdIsCopy(LinkMachine real, LinkState state, LinkEvent event) {
        boolean old = event instanceof LinkEvent.DataReceived data
                && state.sync() == LinkState.Sync.ALIGNED
                && !real.dialect().ids().hasSync(data.id())
                && data.id() != state.inId();
        return old
                ? Step.of(
                        state,
                        new LinkEffect.Ack(((LinkEvent.DataReceived) event).id()),
                        new LinkEffect.Drop(LinkEffect.Drop.Reason.DUPLICATE))
                : real.step(state, event);
    }

    private static boolean late(LinkMachine real, LinkState state, LinkEvent.DataReceived data) {
        return state.seen() != null
                && state.seen().id() != data.id()
                && real.dialect().ids().isBehind(data.id(), state.inId());
    }

    static boolean dropsCopy(LinkState state, LinkEvent event, Step step) {
        return step.effects().contains(new LinkEffect.Drop(LinkEffect.Drop.Reason.DUPLICATE));
    }

    private static boolean restarts(Step step) {
        return step.effects().contains(new LinkEffect.Report(LinkReport.TARGET_RESTARTED));
    }

    private static boolean sendsReset(Step step) {
        return step.effects().stream().anyMatch(LinkEffect.SendReset.class::isInstance);
    }

    static boolean failed(Step step) {
        return step.effects().stream().anyMatch(LinkEffect.Failed.class::isInstance);
    }
}
