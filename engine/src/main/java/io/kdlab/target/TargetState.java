package io.kdlab.target;

import java.time.Instant;

/// Whether a target can be asked anything right now.
public sealed interface TargetState {
    /// The link is not up yet; `why` names the wire and what is being waited for.
    record Connecting(String why) implements TargetState {}

    /// The target executes. Only prints and a break-in work.
    record Running(Instant since) implements TargetState {}

    /// The target is stopped and answers.
    record Halted(StopEvent event) implements TargetState {}

    /// The link was up and is lost; it is being reopened.
    record Lost(String cause, Instant since) implements TargetState {}
}
