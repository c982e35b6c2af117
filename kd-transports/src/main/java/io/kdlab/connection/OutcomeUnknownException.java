package io.kdlab.connection;

/// The link was lost with the request on its way: it may have been executed, once, or not at all.
public final class OutcomeUnknownException extends ConnectionException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(String message) {
        super(message);
    }
}
