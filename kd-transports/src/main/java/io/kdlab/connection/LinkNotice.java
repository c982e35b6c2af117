package io.kdlab.connection;

import io.kdlab.message.StateChange;
import io.kdlab.value.Epoch;
import java.time.Instant;

/// What a link tells its subscribers, in order.
public sealed interface LinkNotice {
    /// When it happened.
    Instant time();

    /// The target stopped.
    ///
    /// @param brokenIn whether it is the answer to our break-in
    /// @param surplus whether it most likely comes from a break-in byte that was repeated and is now one too
    ///     many: same place, right after a continue. Whoever continued should continue again without a word.
    record StateChanged(StateChange change, boolean brokenIn, boolean surplus, Instant time) implements LinkNotice {}

    /// The target runs: a continue was acknowledged, or it was heard without being stopped.
    record Resumed(Instant time) implements LinkNotice {}

    /// The target printed.
    record Printed(String text, Instant time) implements LinkNotice {}

    /// The target asks for a line and stands still until it gets one.
    record PromptAsked(String text, int longest, Instant time) implements LinkNotice {}

    /// The target asked for a file and was told that there is none.
    record FileIoRefused(String name, Instant time) implements LinkNotice {}

    /// The target's protocol began anew: it booted, or it had given us up. Breakpoints, handles and modules are
    /// gone.
    record TargetReset(Instant time) implements LinkNotice {}

    /// Packet order is established (again).
    record Resynchronised(String why, Instant time) implements LinkNotice {}

    /// The wire is open.
    record LinkUp(String text, Instant time) implements LinkNotice {}

    /// The wire is open and something about it should be known: nothing heard, garbage.
    record Waiting(String what, Instant time) implements LinkNotice {}

    /// Break-in was repeated and nothing stopped. `cause` says what may be wrong.
    record BreakInUnanswered(String cause, Instant time) implements LinkNotice {}

    /// The link is not usable; `cause` names wire, reason and what to do. It comes back by itself.
    record LinkDown(String cause, Instant time) implements LinkNotice {}

    /// From now on only `epoch` may act.
    record GateMoved(Epoch epoch, String reason, Instant time) implements LinkNotice {}
}
