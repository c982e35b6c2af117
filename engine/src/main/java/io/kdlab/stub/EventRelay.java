package io.kdlab.stub;

import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.LinkStatus;
import java.util.ArrayList;
import java.util.List;
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

    synchronized void begin(LinkStatus status) {
        if (early.stream().noneMatch(EventRelay::tellsState)) {
            consumer.accept(state(status));
        }
        early.forEach(notice -> consumer.accept(Events.of(notice)));
        early.clear();
        begun = true;
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
