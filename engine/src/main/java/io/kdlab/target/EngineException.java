package io.kdlab.target;

/// Something a person asked for could not be done. The message is one line, complete, and fit to be shown.
public abstract sealed class EngineException extends RuntimeException
        permits TargetLost, NotHalted, RequestRefused, MemoryFault, GateClosed, OutcomeUnknown, Cancelled, Unsupported {
    private final String text;

    EngineException(String text) {
        super(text);
        this.text = text;
    }

    @Override
    public String getMessage() {
        return text;
    }
}
