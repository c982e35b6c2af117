package io.kdlab.engine;

import io.kdlab.session.OutputKind;
import java.time.Instant;

/// What a front is told, in the order in which it happened.
public sealed interface EngineOutput {
    /// Text to show as it is; it ends lines itself.
    record Text(OutputKind kind, String text, Instant time) implements EngineOutput {}

    /// Another front gave a command.
    record Echo(String who, String command, Instant time) implements EngineOutput {}

    /// The prompt changed. While `busy`, commands wait.
    record Prompt(String text, boolean busy) implements EngineOutput {}

    /// The state of the target changed.
    record StateChanged(EngineStatus status) implements EngineOutput {}

    /// The target asks; the first answer of a driving front wins.
    record InputAsked(String prompt, int maxLength, Instant time) implements EngineOutput {}

    /// The question is answered (`answer`, by `who`) or was withdrawn (both empty).
    record InputDone(String who, String answer) implements EngineOutput {}

    /// Something about the session or the link that everybody should know.
    record Notice(String text, Instant time) implements EngineOutput {}

    /// A front joined.
    record Joined(String who, Instant time) implements EngineOutput {}

    /// A front left.
    record Left(String who, String why, Instant time) implements EngineOutput {}

    /// Nothing follows; `why` says why this front's session is over.
    record Ended(String why) implements EngineOutput {}
}
