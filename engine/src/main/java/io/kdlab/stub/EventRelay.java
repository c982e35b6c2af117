package io.kdlab.stub;

import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.LinkStatus;
import io.kdlab.message.DebugIo;
import io.kdlab.message.GetString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts the state that a link is in before the notices that follow, none lost and none twice.
///
/// Subscribing comes first and asking for the state second, so notices may arrive in between. If one of them
/// tells a state, it is newer than anything before and speaks for itself.
final class EventRelay {
    private final Consumer<StubEvent> consumer;
    private final List<LinkNotice> early = new ArrayList<>();
    private boolean begun;

    EventRelay(Consumer<StubEvent> consumer) {
        this.consumer = consumer;
    }

    synchronized void live(LinkNotice notice) {
        if (begun) {
            consumer.accept(Events.of(notice));
        } else {
            early.add(notice);
        }
    }

    /// @param question that the target asked before anybody subscribed, and still waits for the answer of
    synchronized void begin(LinkStatus status, Optional<DebugIo> question) {
        if (early.stream().noneMatch(EventRelay::tellsState)) {
            consumer.accept(state(status));
        }
        if (early.stream().noneMatch(LinkNotice.PromptAsked.class::isInstance)) {
            question.filter(asked -> asked.body() instanceof GetString)
                    .ifPresent(asked -> consumer.accept(asked(asked, status)));
        }
        early.forEach(notice -> consumer.accept(Events.of(notice)));
        early.clear();
        begun = true;
    }

    private static StubEvent asked(DebugIo question, LinkStatus status) {
        int most = question.body() instanceof GetString asks ? asks.replyLength() : 0;
        return new StubEvent.Asked(question.string(), most, status.since());
    }

    private static boolean tellsState(LinkNotice notice) {
        return notice instanceof LinkNotice.StateChanged
                || notice instanceof LinkNotice.Resumed
                || notice instanceof LinkNotice.LinkDown
                || notice instanceof LinkNotice.TargetReset;
    }

    private static StubEvent state(LinkStatus status) {
        return switch (status) {
            case LinkStatus.Opening(var text, var since) -> new StubEvent.Connecting(text, since);
            case LinkStatus.Synchronising(var text, var since) -> new StubEvent.Connecting(text, since);
            case LinkStatus.Running(var since) -> new StubEvent.Running(since);
            case LinkStatus.Stopped(var change, var since) ->
                new StubEvent.Stopped(Events.report(change, false, false), since);
            case LinkStatus.Lost(var cause, var since) -> new StubEvent.LinkDown(cause, since);
        };
    }
}
