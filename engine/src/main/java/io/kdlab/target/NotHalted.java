package io.kdlab.target;

/// The request needs a stopped target and this one runs (or the other way round).
public final class NotHalted extends EngineException {
    /// Says what was asked and what to do first.
    public NotHalted(String message) {
        super(message);
    }

    /// What somebody is told who asks a target that is in `state` for something that needs it stopped.
    public static EngineException because(TargetState state) {
        return switch (state) {
            case TargetState.Lost lost -> new TargetLost(lost.cause());
            case TargetState.Connecting(var why) -> new NotHalted("No target yet: " + why);
            case TargetState.Running _, TargetState.Halted _ ->
                new NotHalted("The target is running: CTRL+C breaks in.");
        };
    }
}
