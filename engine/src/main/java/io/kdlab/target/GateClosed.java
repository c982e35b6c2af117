package io.kdlab.target;

/// The epoch under which the request was made no longer drives the link.
public final class GateClosed extends EngineException {
    /// Says who or what moved the gate.
    public GateClosed(String reason) {
        super(reason);
    }
}
