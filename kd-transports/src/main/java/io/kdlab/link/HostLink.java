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
import io.kdlab.link.LinkEffect.SendBreakIn;
import io.kdlab.link.LinkEffect.SendReset;
import io.kdlab.link.LinkEffect.Transmit;
import io.kdlab.link.LinkEvent.AckReceived;
import io.kdlab.link.LinkEvent.DataReceived;
import io.kdlab.link.LinkState.Seen;
import io.kdlab.link.LinkState.Sending.AwaitingAck;
import io.kdlab.link.LinkState.Sync;
import io.kdlab.packet.PacketType;
import io.kdlab.packet.Role;
import java.util.ArrayList;
import java.util.List;

/// The debugger's side of a link.
record HostLink(LinkDialect dialect, LinkPace pace) implements LinkMachine {
    /// How many answers to RESETs are waited for at most. A pipe may keep more than we would believe, but a running
    /// target swallows them all, and one that then sends RESET of its own must have its answer some day.
    private static final int MOST_OWED = 64;

    @Override
    public Role role() {
        return Role.HOST;
    }

    @Override
    public LinkState initial() {
        return new LinkState(
                Sync.UNKNOWN, ids().firstOfHost(), ids().firstOfTarget(), null, false, LinkState.IDLE, 0, 0, 0, true);
    }

    private LinkIds ids() {
        return dialect.ids();
    }

    @Override
    public Step step(LinkState state, LinkEvent event) {
        return switch (event) {
            case LinkEvent.WireUp() -> Step.of(initial());
            case LinkEvent.WireDown() -> wireDown(state);
            case LinkEvent.NewSession() -> newSession(state);
            case LinkEvent.Send(boolean _) -> send(state);
            case LinkEvent.Answered() -> replied(state);
            case LinkEvent.Resync() -> resync(state);
            case LinkEvent.BreakIn() -> breakIn(state);
            case LinkEvent.StopBreakIn() -> stopBreakIn(state);
            case DataReceived data -> data(state, data);
            case LinkEvent.Damaged() -> Step.of(state, new AskResend());
            case AckReceived ack -> ack(state, ack);
            case LinkEvent.ResendReceived() -> resend(state);
            case LinkEvent.ResetReceived(int id) -> reset(state, id);
            case LinkEvent.Elapsed(LinkTimer timer) ->
                switch (timer) {
                    case ACK -> ackLate(state);
                    case RESET -> resetLate(state);
                    case BREAK_IN -> breakInLate(state);
                };
            case LinkEvent.Listening(boolean _) -> Step.of(state);
            case LinkEvent.BreakInReceived() -> Step.of(state, new Drop(Drop.Reason.UNEXPECTED));
        };
    }

    private Step wireDown(LinkState state) {
        List<LinkEffect> effects = new ArrayList<>();
        fail(state, LinkFailure.WIRE_DOWN, effects);
        effects.add(new Disarm(LinkTimer.RESET));
        effects.add(new Disarm(LinkTimer.BREAK_IN));
        return new Step(initial(), effects);
    }

    /// RESEND brings forth what the target said before we were there. A break-in under way goes on.
    private Step newSession(LinkState state) {
        List<LinkEffect> effects = new ArrayList<>();
        fail(state, LinkFailure.RESTARTED, effects);
        effects.add(new Disarm(LinkTimer.RESET));
        effects.add(new AskResend());
        effects.add(new Report(LinkReport.NEW_SESSION));
        return new Step(initial().withBreakIns(state.breakIns()), effects);
    }

    private static Step send(LinkState state) {
        if (state.isSending()) {
            throw new IllegalStateException("a packet is in flight already");
        }
        return Step.of(state.with(new AwaitingAck(1, 0, false)), new Transmit(state.outId()), new Arm(LinkTimer.ACK));
    }

    private Step resync(LinkState state) {
        return sendReset(state);
    }

    /// What we send from here on reaches the target behind this RESET, so our stream begins anew now, not when the
    /// answer comes.
    private Step sendReset(LinkState state) {
        List<LinkEffect> effects = new ArrayList<>();
        LinkState failed = fail(state, LinkFailure.RESYNCHRONISED, effects);
        int out = ids().outAfterReset(failed.outId(), ids().firstOfHost());
        effects.add(new SendReset(ids().inReset(out)));
        effects.add(new Arm(LinkTimer.RESET));
        return new Step(
                failed.with(Sync.RESETTING)
                        .withIds(out, failed.inId())
                        .withResets(state.resetTries() + 1, Math.min(state.resetsOwed() + 1, MOST_OWED)),
                effects);
    }

    /// Break-in and RESET do not mix: the byte counts when silence follows, and a running target reads nothing
    /// else.
    private static Step breakIn(LinkState state) {
        if (state.breakIns() > 0) {
            return Step.of(state);
        }
        List<LinkEffect> effects = new ArrayList<>();
        LinkState calm = state;
        if (state.sync().isUnderWay()) {
            calm = state.with(Sync.UNKNOWN);
            effects.add(new Disarm(LinkTimer.RESET));
        }
        effects.add(new SendBreakIn());
        effects.add(new Arm(LinkTimer.BREAK_IN));
        return new Step(calm.withBreakIns(1), effects);
    }

    private static Step stopBreakIn(LinkState state) {
        return state.breakIns() == 0 ? Step.of(state) : Step.of(state.withBreakIns(0), new Disarm(LinkTimer.BREAK_IN));
    }

    private Step data(LinkState state, DataReceived data) {
        Seen now = new Seen(data.id(), data.fingerprint());
        if (isCopy(state, now)) {
            return duplicate(state, data);
        }
        List<LinkEffect> effects = new ArrayList<>();
        ack(data, effects);
        LinkState aligned = align(state, data, effects);
        LinkState taken =
                aligned.withIds(aligned.outId(), ids().next(data.id())).withSeen(now);
        if (taken.breakIns() > 0 && isStop(data.type())) {
            taken = taken.withBreakIns(0);
            effects.add(new Disarm(LinkTimer.BREAK_IN));
        }
        effects.add(new Deliver());
        return new Step(taken, effects);
    }

    /// The last packet once more, or, where packets overtake each other, an older one. New contents under the last id
    /// are no copy.
    private boolean isCopy(LinkState state, Seen now) {
        int id = ids().bare(now.id());
        Seen last = state.seen();
        if (id == state.inId() || (last == null && state.sync() != Sync.ALIGNED)) {
            return false;
        }
        boolean lastId = last != null && last.id() == now.id();
        return lastId ? now.equals(last) : ids().isLate(id, state.inId());
    }

    private void ack(DataReceived data, List<LinkEffect> effects) {
        if (dialect.acksTravel()) {
            effects.add(new Ack(ids().bare(data.id())));
        }
    }

    /// A retransmission: its ack was lost. One with SYNC comes from a target that has taken nothing since it
    /// began anew, so our ids begin anew as well.
    private Step duplicate(LinkState state, DataReceived data) {
        boolean fresh = ids().hasSync(data.id()) && !state.syncSticks() && !state.isSending();
        List<LinkEffect> effects = new ArrayList<>();
        ack(data, effects);
        effects.add(new Drop(Drop.Reason.DUPLICATE));
        return new Step(fresh ? state.withIds(ids().firstOfHost(), state.inId()) : state, effects);
    }

    private LinkState align(LinkState state, DataReceived data, List<LinkEffect> effects) {
        boolean expected = ids().bare(data.id()) == state.inId();
        if (ids().hasSync(data.id())) {
            Seen before = state.seen();
            if (expected && (state.syncSticks() || (before != null && ids().hasSync(before.id())))) {
                // A target that never clears SYNC: 800, 801, 800 is ordinary toggling.
                return state.withSyncSticking(true);
            }
            LinkState failed = fail(state, LinkFailure.RESTARTED, effects);
            effects.add(new Report(LinkReport.TARGET_RESTARTED));
            return failed.with(afterSync(state)).withIds(ids().firstOfHost(), ids().firstOfTarget());
        }
        if (!ids().marksBeginning() && state.sync() == Sync.UNKNOWN && data.id() == ids().firstOfTarget()) {
            // The first of all: both streams begin, ours too.
            return state.with(Sync.ALIGNED);
        }
        if (!expected && state.seen() != null) {
            effects.add(new Report(LinkReport.OUT_OF_STEP));
        }
        return state;
    }

    /// With RESET on its way ids are about to change once more, and what is sent before its answer would be lost. Of
    /// what was in flight the new kernel may have taken a copy for its first packet.
    private static Sync afterSync(LinkState state) {
        if (state.sync().isUnderWay()) {
            return state.sync();
        }
        return state.isSending() ? Sync.UNKNOWN : Sync.ALIGNED;
    }

    private Step ack(LinkState state, AckReceived ack) {
        if (!state.isSending() || ack.id() != ids().bare(state.outId())) {
            return Step.of(state, new Drop(Drop.Reason.UNEXPECTED));
        }
        List<LinkEffect> effects = new ArrayList<>();
        return new Step(acked(state, effects), effects);
    }

    private Step replied(LinkState state) {
        List<LinkEffect> effects = new ArrayList<>();
        return new Step(state.isSending() ? acked(state, effects) : state, effects);
    }

    private LinkState acked(LinkState state, List<LinkEffect> effects) {
        effects.add(new Disarm(LinkTimer.ACK));
        effects.add(new Acked());
        return state.with(LinkState.IDLE).withIds(ids().next(state.outId()), state.inId());
    }

    private Step resend(LinkState state) {
        if (!(state.sending() instanceof AwaitingAck(int attempt, int resends, boolean droppable))) {
            return Step.of(state, new Drop(Drop.Reason.UNEXPECTED));
        }
        if (resends >= pace.resends()) {
            List<LinkEffect> effects = new ArrayList<>();
            return new Step(giveUp(state, LinkFailure.REFUSED, effects), effects);
        }
        return Step.of(
                state.with(new AwaitingAck(attempt, resends + 1, droppable)),
                new Transmit(state.outId()),
                new Arm(LinkTimer.ACK));
    }

    /// An inbound RESET answers ours as long as answers are owed, and an answer is never answered: that would
    /// never end.
    private Step reset(LinkState state, int id) {
        return state.resetsOwed() > 0 ? answered(state, id) : unasked(state, id);
    }

    private Step unasked(LinkState state, int id) {
        List<LinkEffect> effects = new ArrayList<>();
        LinkState ours = answerReset(state, effects);
        effects.add(new Report(LinkReport.PEER_RESET));
        return new Step(begunAnew(ours, id).with(Sync.ALIGNED).withResets(0, 1), effects);
    }

    /// As long as an answer to another RESET may come, an ack that is on its way may bear an id that is used again:
    /// whoever waits may send when the last answer is there, or is late. What is in flight nevertheless was sent
    /// after the RESET that is answered, and stays.
    private Step answered(LinkState state, int id) {
        LinkState fresh = begunAnew(state, id);
        int left = state.resetTries() - 1;
        if (state.sync().isUnderWay() && left > 0) {
            return Step.of(
                    fresh.with(Sync.SETTLING).withResets(left, state.resetsOwed() - 1),
                    new Arm(LinkTimer.RESET),
                    new Report(LinkReport.RESET_ANSWERED));
        }
        LinkState aligned = fresh.with(Sync.ALIGNED).withResets(0, state.resetsOwed() - 1);
        Report report = new Report(LinkReport.RESYNCHRONISED);
        return state.sync().isUnderWay()
                ? Step.of(aligned, new Disarm(LinkTimer.RESET), report)
                : Step.of(aligned, report);
    }

    private LinkState begunAnew(LinkState state, int id) {
        return state.withIds(state.outId(), ids().expectedAfterReset(id, ids().firstOfTarget()))
                .withSeen(null)
                .withSyncSticking(false);
    }

    private LinkState answerReset(LinkState state, List<LinkEffect> effects) {
        LinkState failed = fail(state, LinkFailure.RESYNCHRONISED, effects);
        int out = ids().outAfterReset(failed.outId(), ids().firstOfHost());
        effects.add(new SendReset(ids().inReset(out)));
        return failed.withIds(out, failed.inId());
    }

    private Step ackLate(LinkState state) {
        if (!(state.sending() instanceof AwaitingAck(int attempt, int resends, boolean droppable))) {
            return Step.of(state);
        }
        if (attempt >= pace.attempts()) {
            List<LinkEffect> effects = new ArrayList<>();
            return new Step(giveUp(state, LinkFailure.SILENT, effects), effects);
        }
        LinkState next = state.with(new AwaitingAck(attempt + 1, resends, droppable));
        // Where acks do not travel the wire still holds the packet; a second would only queue behind it.
        return dialect.acksTravel()
                ? Step.of(next, new Transmit(state.outId()), new Arm(LinkTimer.ACK))
                : Step.of(next, new Arm(LinkTimer.ACK));
    }

    private Step resetLate(LinkState state) {
        if (state.sync() == Sync.SETTLING) {
            return Step.of(state.with(Sync.ALIGNED).withResets(0, state.resetsOwed()), new Report(LinkReport.SETTLED));
        }
        if (state.sync() != Sync.RESETTING) {
            return Step.of(state);
        }
        if (pace.resets() > 0 && state.resetTries() >= pace.resets()) {
            return Step.of(
                    state.with(Sync.UNKNOWN).withResets(0, state.resetsOwed()),
                    new Report(LinkReport.RESET_UNANSWERED));
        }
        return sendReset(state);
    }

    private Step breakInLate(LinkState state) {
        if (state.breakIns() == 0) {
            return Step.of(state);
        }
        if (state.breakIns() >= pace.breakIns()) {
            return Step.of(state.withBreakIns(0), new Report(LinkReport.BREAK_IN_UNANSWERED));
        }
        return Step.of(state.withBreakIns(state.breakIns() + 1), new SendBreakIn(), new Arm(LinkTimer.BREAK_IN));
    }

    /// The other side may have taken the packet. Where ids toggle, the next one would then pass for a copy, be acked
    /// and dropped: nothing is agreed any more.
    private LinkState giveUp(LinkState state, LinkFailure failure, List<LinkEffect> effects) {
        LinkState failed = fail(state, failure, effects);
        return failed.outId() != state.outId() || state.sync().isUnderWay() ? failed : failed.with(Sync.UNKNOWN);
    }

    private LinkState fail(LinkState state, LinkFailure failure, List<LinkEffect> effects) {
        if (!state.isSending()) {
            return state;
        }
        effects.add(new Disarm(LinkTimer.ACK));
        effects.add(new Failed(failure));
        return state.with(LinkState.IDLE).withIds(ids().afterGivenUp(state.outId()), state.inId());
    }

    private static boolean isStop(int type) {
        return type == PacketType.STATE_CHANGE64 || type == PacketType.STATE_CHANGE32;
    }
}
