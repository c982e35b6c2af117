package io.kdlab.target;

/// This target, or this machine, cannot do it.
public final class Unsupported extends EngineException {
    /// Says what is missing and how to get it.
    public Unsupported(String message) {
        super(message);
    }
}
