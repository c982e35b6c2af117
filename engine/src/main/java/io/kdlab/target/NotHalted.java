package io.kdlab.target;

/// The request needs a stopped target and this one runs (or the other way round).
public final class NotHalted extends EngineException {
    /// Says what was asked and what to do first.
    public NotHalted(String message) {
        super(message);
    }
}
