package io.kdlab.link;

import java.util.List;

/// Every rule of the target's machine, each broken once.
final class TargetMutations {
    private TargetMutations() {}

    static List<Mutation> all() {
        return List.of(
                Mutation.target("acks nothing", Mutation.without(LinkEffect.Ack.class)),
                Mutation.target(
                        "does not ack copies",
                        Mutation.when(Mutation::dropsCopy, Mutation.without(LinkEffect.Ack.class))),
                Mutation.target(
                        "executes copies",
                        Mutation.replacing((event, effect) ->
                                effect instanceof LinkEffect.Drop(LinkEffect.Drop.Reason reason)
                                                && reason == LinkEffect.Drop.Reason.DUPLICATE
                                        ? new LinkEffect.Deliver()
                                        : effect)),
                Mutation.target(
                        "loses what stands for an ack",
                        Mutation.when(
                                (state, event, step) -> event instanceof LinkEvent.DataReceived,
                                Mutation.replacing((event, effect) -> effect instanceof LinkEffect.AskResend
                                        ? new LinkEffect.Ack(((LinkEvent.DataReceived) event).id())
                                        : effect))),
                Mutation.target(
                        "executes what stands for an ack, and has it sent again",
                        Mutation.replacing((event, effect) ->
                                effect instanceof LinkEffect.Drop(LinkEffect.Drop.Reason reason)
                                                && reason == LinkEffect.Drop.Reason.STANDS_FOR_ACK
                                        ? new LinkEffect.Deliver()
                                        : effect)),
                Mutation.target(
                        "takes any ack",
                        (real, state, event) -> event instanceof LinkEvent.AckReceived
                                ? real.step(
                                        state,
                                        new LinkEvent.AckReceived(
                                                real.dialect().ids().bare(state.outId())))
                                : real.step(state, event)),
                Mutation.target("sends the next packet under the same id", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return step.effects().contains(new LinkEffect.Acked())
                            ? new Step(
                                    step.state()
                                            .withIds(
                                                    real.dialect().ids().bare(state.outId()),
                                                    step.state().inId()),
                                    step.effects())
                            : step;
                }),
                Mutation.target("expects the same id again", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.DataReceived
                            ? new Step(step.state().withIds(step.state().outId(), state.inId()), step.effects())
                            : step;
                }),
                Mutation.target("hears no RESEND", Mutation.ignoring(LinkEvent.ResendReceived.class)),
                Mutation.target(
                        "sends nothing twice",
                        (real, state, event) ->
                                event instanceof LinkEvent.Elapsed ? Step.of(state) : real.step(state, event)),
                Mutation.target(
                        "gives stops up",
                        (real, state, event) -> event instanceof LinkEvent.Send
                                ? real.step(state, new LinkEvent.Send(true))
                                : real.step(state, event)),
                Mutation.target(
                        "gives nothing up",
                        (real, state, event) -> event instanceof LinkEvent.Send
                                ? real.step(state, new LinkEvent.Send(false))
                                : real.step(state, event)),
                Mutation.target("goes on with its ids after giving up", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return Mutation.failed(step)
                            ? new Step(step.state().withIds(state.outId(), state.inId()), step.effects())
                            : step;
                }),
                Mutation.target(
                        "answers no RESET",
                        Mutation.when(
                                (state, event, step) -> event instanceof LinkEvent.ResetReceived,
                                Mutation.without(LinkEffect.SendReset.class))),
                Mutation.target("says nothing after RESET", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.ResetReceived
                            ? new Step(step.state(), TargetHabits.without(step.effects(), LinkEffect.Report.class))
                            : step;
                }),
                Mutation.target("goes on with its ids after RESET", (real, state, event) -> {
                    Step step = real.step(state, event);
                    return event instanceof LinkEvent.ResetReceived
                            ? new Step(step.state().withIds(state.outId(), state.inId()), step.effects())
                            : step;
                }),
                Mutation.target("begins anew after RESET where ids go on", (real, state, event) -> {
                    Step step = real.step(state, event);
                    LinkState first = real.initial();
                    return event instanceof LinkEvent.ResetReceived
                            ? new Step(step.state().withIds(first.outId(), first.inId()), step.effects())
                            : step;
                }),
                Mutation.target("goes on with its ids in a new session", Mutation.ignoring(LinkEvent.NewSession.class)),
                Mutation.target("executes while it runs", (real, state, event) -> {
                    Step step = real.step(state.withListening(true), event);
                    boolean told = event instanceof LinkEvent.Listening;
                    return new Step(
                            told ? step.state() : step.state().withListening(state.listening()), step.effects());
                }),
                Mutation.target("hears no break-in", Mutation.ignoring(LinkEvent.BreakInReceived.class)));
    }
}
