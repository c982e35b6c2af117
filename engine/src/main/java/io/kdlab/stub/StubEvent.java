package io.kdlab.stub;

import io.kdlab.value.Epoch;
import java.time.Instant;

/// What a target or its link did without being asked.
public sealed interface StubEvent {
    /// When it happened, by the clock of the machine that owns the wire.
    Instant time();

    /// The target stopped and waits.
    record Stopped(StopReport report, Instant time) implements StubEvent {}

    /// The target executes, as far as anybody knows.
    record Running(Instant time) implements StubEvent {}

    /// The target printed.
    record Printed(String text, Instant time) implements StubEvent {}

    /// The target asks, and stands still until it is answered.
    record Asked(String prompt, int maxLength, Instant time) implements StubEvent {}

    /// The target asked for a file and was told that there is none.
    record FileRefused(String name, Instant time) implements StubEvent {}

    /// The target's protocol started anew without a word of farewell: a reset or a power cut.
    record Restarted(Instant time) implements StubEvent {}

    /// Packet order was lost and is established again.
    record Resynchronised(String why, Instant time) implements StubEvent {}

    /// The link is not usable. `cause` names the wire, the reason and what to do.
    record LinkDown(String cause, Instant time) implements StubEvent {}

    /// The wire is open.
    record LinkUp(String text, Instant time) implements StubEvent {}

    /// How far the link has come; said once, to a new subscriber.
    record Connecting(String what, Instant time) implements StubEvent {}

    /// The wire is open but the target has not been heard yet.
    record Waiting(String what, Instant time) implements StubEvent {}

    /// Something that a person should know, and that changes nothing.
    record Told(String text, Instant time) implements StubEvent {}

    /// The gate moved: from now on only `epoch` may act.
    record GateMoved(Epoch epoch, String reason, Instant time) implements StubEvent {}
}
