package io.kdlab.target;

/// An acting request was sent, and the link was lost before its outcome was known. It is never repeated
/// silently.
public final class OutcomeUnknown extends EngineException {
    /// Says which request.
    public OutcomeUnknown(String message) {
        super(message);
    }
}
