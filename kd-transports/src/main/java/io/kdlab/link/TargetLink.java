package io.kdlab.link;

import io.kdlab.link.LinkEffect.Ack;
import io.kdlab.link.LinkEffect.Acked;
import io.kdlab.link.LinkEffect.Arm;
import io.kdlab.link.LinkEffect.AskResend;
import io.kdlab.link.LinkEffect.Deliver;
import io.kdlab.link.LinkEffect.Disarm;
import io.kdlab.link.LinkEffect.Drop;
import io.kdlab.link.LinkEffect.Failed;
import io.kdlab.link.LinkEffect.Report;
import io.kdlab.link.LinkEffect.SendReset;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.link.LinkState.Sending.AwaitingAck;
import io.kdlab.link.LinkState.Sync;
import io.kdlab.packet.Role;
import java.util.ArrayList;
import java.util.List;

/// The kernel's side of a link, as kernels with a serial KD transport behave.
///
/// A kernel that runs and has nothing in flight polls for the break-in byte and eats everything else.
record TargetLink(LinkDialect dialect, LinkPace pace) implements LinkMachine {
    @Override
    public Role role() {
        return Role.TARGET;
    }

    @Override
    public LinkState initial() {
        return new LinkState(
                Sync.UNKNOWN, ids().firstId(), ids().firstOfHost(), null, false, LinkState.IDLE, 0, 0, 0, true);
    }

    private LinkIds ids() {
        return dialect.ids();
    }

    @Override
    public Step step(LinkState state, LinkEvent event) {
        return switch (event) {
            case LinkEvent.WireUp() -> Step.of(initial());
            case LinkEvent.WireDown() ->
                state.isSending()
                        ? Step.of(initial(), new Disarm(LinkTimer.ACK), new Failed(LinkFailure.WIRE_DOWN))
                        : Step.of(initial());
            case LinkEvent.NewSession() -> newSession(state);
            case LinkEvent.Listening(boolean on) -> Step.of(state.withListening(on));
            case LinkEvent.Send(boolean droppable) -> send(state, droppable);
            case LinkEvent.BreakInReceived() -> breakIn(state);
            case LinkEvent.Elapsed(LinkTimer timer) -> timer == LinkTimer.ACK ? ackLate(state) : Step.of(state);
            case LinkEvent.Answered() -> Step.of(state);
            case LinkEvent.Resync() -> Step.of(state);
            case LinkEvent.BreakIn() -> Step.of(state);
            case LinkEvent.StopBreakIn() -> Step.of(state);
            case DataReceived _,
                    LinkEvent.Damaged _,
                    AckReceived _,
                    LinkEvent.ResendReceived _,
                    LinkEvent.ResetReceived _
            when !state.listening() && !state.isSending() -> Step.of(state, new Drop(Drop.Reason.NOT_LISTENING));
            case DataReceived data -> data(state, data);
            case LinkEvent.Damaged() -> Step.of(state, new AskResend());
            case AckReceived ack -> ack(state, ack);
            case LinkEvent.ResendReceived() ->
                state.isSending() ? again(state) : Step.of(state, new Report(LinkReport.ANNOUNCE_AGAIN));
            case LinkEvent.ResetReceived(int id) -> reset(state, id);
        };
    }

    private static Step send(LinkState state, boolean droppable) {
        if (state.isSending()) {
            throw new IllegalStateException("a packet is in flight already");
        }
        return Step.of(
                state.with(new AwaitingAck(1, 0, droppable)), new Transmit(state.outId()), new Arm(LinkTimer.ACK));
    }

    /// Both streams begin anew; what was in flight goes again in the new one.
    private Step newSession(LinkState state) {
        LinkState fresh = initial().withListening(state.listening());
        return state.sending() instanceof AwaitingAck(int _, int _, boolean droppable)
                ? Step.of(
                        fresh.with(new AwaitingAck(1, 0, droppable)),
                        new Transmit(fresh.outId()),
                        new Arm(LinkTimer.ACK))
                : Step.of(fresh);
    }

    private Step data(LinkState state, DataReceived data) {
        return dialect.acksTravel() ? acknowledged(state, data) : unacknowledged(state, data);
    }

    /// A new packet says that the host has taken ours.
    private Step unacknowledged(LinkState state, DataReceived data) {
        List<LinkEffect> effects = new ArrayList<>();
        LinkState next = state;
        if (state.isSending()) {
            next = acked(state);
            effects.add(new Disarm(LinkTimer.ACK));
            effects.add(new Acked());
        }
        if (!state.listening() || ids().isBehind(data.id(), state.inId())) {
            effects.add(new Drop(state.listening() ? Drop.Reason.DUPLICATE : Drop.Reason.NOT_LISTENING));
            return new Step(next, effects);
        }
        effects.add(new Deliver());
        return new Step(next.with(Sync.ALIGNED).withIds(next.outId(), ids().next(data.id())), effects);
    }

    private Step acknowledged(LinkState state, DataReceived data) {
        boolean expected = !ids().isBehind(data.id(), state.inId());
        if (state.isSending()) {
            // The host would not send unless it had our packet: its ack was lost. It must send again what stands for
            // it.
            return expected
                    ? Step.of(
                            acked(state),
                            new AskResend(),
                            new Disarm(LinkTimer.ACK),
                            new Acked(),
                            new Drop(Drop.Reason.STANDS_FOR_ACK))
                    : Step.of(state, new Ack(data.id()), new Drop(Drop.Reason.DUPLICATE));
        }
        if (!expected) {
            return Step.of(state, new Ack(data.id()), new Drop(Drop.Reason.DUPLICATE));
        }
        return Step.of(
                state.with(Sync.ALIGNED).withIds(state.outId(), ids().next(data.id())),
                new Ack(data.id()),
                new Deliver());
    }

    private Step ack(LinkState state, AckReceived ack) {
        if (!state.isSending() || ack.id() != ids().bare(state.outId())) {
            return Step.of(state, new Drop(Drop.Reason.UNEXPECTED));
        }
        return Step.of(acked(state), new Disarm(LinkTimer.ACK), new Acked());
    }

    private LinkState acked(LinkState state) {
        return state.with(Sync.ALIGNED).with(LinkState.IDLE).withIds(ids().next(state.outId()), state.inId());
    }

    private static Step again(LinkState state) {
        return Step.of(state, new Transmit(state.outId()), new Arm(LinkTimer.ACK));
    }

    private Step reset(LinkState state, int id) {
        LinkState fresh = state.with(Sync.ALIGNED)
                .withIds(
                        ids().outAfterReset(state.outId(), ids().firstOfTarget()),
                        ids().expectedAfterReset(id, ids().firstOfHost()));
        SendReset answer = new SendReset(ids().inReset(fresh.outId()));
        return state.isSending()
                ? Step.of(fresh, answer, new Transmit(fresh.outId()), new Arm(LinkTimer.ACK))
                : Step.of(fresh, answer, new Report(LinkReport.ANNOUNCE_AGAIN));
    }

    private static Step breakIn(LinkState state) {
        return state.isSending()
                ? Step.of(
                        state,
                        new Report(LinkReport.BREAK_REQUESTED),
                        new Transmit(state.outId()),
                        new Arm(LinkTimer.ACK))
                : Step.of(state, new Report(LinkReport.BREAK_REQUESTED));
    }

    private Step ackLate(LinkState state) {
        if (!(state.sending() instanceof AwaitingAck(int attempt, int resends, boolean droppable))) {
            return Step.of(state);
        }
        if (attempt < pace.attempts() || !droppable) {
            LinkState next = state.with(new AwaitingAck(Math.min(attempt + 1, pace.attempts()), resends, droppable));
            return dialect.acksTravel()
                    ? Step.of(next, new Transmit(state.outId()), new Arm(LinkTimer.ACK))
                    : Step.of(next, new Arm(LinkTimer.ACK));
        }
        // Where no SYNC can tell a beginning, ids go on.
        LinkState absent = ids().marksBeginning()
                ? initial().withListening(state.listening())
                : state.with(LinkState.IDLE).withIds(ids().afterGivenUp(state.outId()), state.inId());
        return Step.of(absent, new Failed(LinkFailure.SILENT), new Report(LinkReport.DEBUGGER_ABSENT));
    }
}
