package io.kdlab.target;

/// The person who gave the command stopped it.
public final class Cancelled extends EngineException {
    /// Says what was stopped.
    public Cancelled(String message) {
        super(message);
    }
}
