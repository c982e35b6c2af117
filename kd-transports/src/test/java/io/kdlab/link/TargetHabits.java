package io.kdlab.link;

import io.kdlab.link.LinkState.Sending.AwaitingAck;
import java.util.List;

/// How known targets differ from [LinkMachine#target], which is how the recorded ReactOS kernels behave.
public final class TargetHabits {
    /// VirtualKD: the mask that should clear SYNC does not, so ids toggle 800, 801, 800 until a RESET
    /// (kd-protocol.md §1.4).
    public static final MachineRule VIRTUAL_KD = (real, state, event) -> {
        Step step = real.step(state, event);
        LinkIds ids = real.dialect().ids();
        boolean acked = step.effects().contains(new LinkEffect.Acked());
        return acked && ids.hasSync(state.outId())
                ? new Step(
                        step.state()
                                .withIds(
                                        step.state().outId() | ids.syncBit(),
                                        step.state().inId()),
                        step.effects())
                : step;
    };

    /// Xen's kdd: waits for no ack, repeats nothing, looks at no id, executes copies; answers a RESET with id 0 by
    /// one with id deadbeef (kdd.md §1).
    public static final MachineRule KDD = TargetHabits::kdd;

    /// Repeats nothing of its own accord, only when asked, as a KDNET target was seen to wait for RESEND
    /// (kdnet.md §5).
    public static final MachineRule PATIENT =
            (real, state, event) -> event instanceof LinkEvent.Elapsed && state.isSending()
                    ? Step.of(state, new LinkEffect.Arm(LinkTimer.ACK))
                    : real.step(state, event);

    /// After three tries it sends RESET unasked and reads nothing until that is answered. Nobody has seen one; a host
    /// must answer all the same (kd-protocol.md §2.4).
    public static final MachineRule RESETTING = TargetHabits::resetting;

    private TargetHabits() {}

    private static Step kdd(LinkMachine real, LinkState state, LinkEvent event) {
        LinkIds ids = real.dialect().ids();
        int out = ids.bare(state.outId());
        return switch (event) {
            case LinkEvent.WireUp _, LinkEvent.WireDown _ -> Step.of(real.initial());
            case LinkEvent.Send _ ->
                Step.of(
                        state.withIds(ids.next(out), state.inId()),
                        new LinkEffect.Transmit(out),
                        new LinkEffect.Acked());
            case LinkEvent.DataReceived data -> Step.of(state, new LinkEffect.Ack(data.id()), new LinkEffect.Deliver());
            case LinkEvent.Damaged _ -> Step.of(state, new LinkEffect.AskResend());
            case LinkEvent.ResetReceived(int id)
            when id == 0 ->
                Step.of(state, new LinkEffect.SendReset(0xdeadbeef), new LinkEffect.Report(LinkReport.ANNOUNCE_AGAIN));
            case LinkEvent.BreakInReceived _ -> Step.of(state, new LinkEffect.Report(LinkReport.BREAK_REQUESTED));
            default -> Step.of(state);
        };
    }

    private static Step resetting(LinkMachine real, LinkState state, LinkEvent event) {
        boolean waiting = state.resetsOwed() > 0;
        return switch (event) {
            case LinkEvent.Elapsed _
            when state.sending() instanceof AwaitingAck(int attempt, int _, boolean _) && (waiting || attempt == 3) ->
                Step.of(state.withResets(0, 1), new LinkEffect.SendReset(0), new LinkEffect.Arm(LinkTimer.ACK));
            case LinkEvent.ResetReceived _
            when waiting -> {
                Step again = real.step(state.withResets(0, 0), event);
                yield new Step(again.state(), without(again.effects(), LinkEffect.SendReset.class));
            }
            case LinkEvent.DataReceived _, LinkEvent.AckReceived _, LinkEvent.ResendReceived _, LinkEvent.Damaged _
            when waiting -> Step.of(state);
            case LinkEvent.BreakInReceived _
            when waiting -> Step.of(state, new LinkEffect.Report(LinkReport.BREAK_REQUESTED));
            default -> real.step(state, event);
        };
    }

    static List<LinkEffect> without(List<LinkEffect> effects, Class<? extends LinkEffect> kind) {
        return effects.stream().filter(effect -> !kind.isInstance(effect)).toList();
    }
}
