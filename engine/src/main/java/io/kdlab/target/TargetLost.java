package io.kdlab.target;

/// The target cannot be reached: the wire, the link or the machine is gone.
public final class TargetLost extends EngineException {
    /// Says what is gone, why, and what to do.
    public TargetLost(String cause) {
        super(cause);
    }
}
