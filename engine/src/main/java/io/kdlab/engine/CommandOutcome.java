package io.kdlab.engine;

/// What became of what a front asked for. The texts have been shown to that front already.
public sealed interface CommandOutcome {
    /// It was done.
    record Done() implements CommandOutcome {}

    /// It could not be done.
    record Failed(String why) implements CommandOutcome {}

    /// The front may not do that.
    record Refused(String why) implements CommandOutcome {}

    /// The front asked to end the session (`q`): `resume` or not.
    record Quit(boolean resume) implements CommandOutcome {}
}
