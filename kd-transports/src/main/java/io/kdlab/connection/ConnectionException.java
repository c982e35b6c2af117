package io.kdlab.connection;

/// A request came to nothing. The message is one line: the wire, what happened, what to do.
public abstract sealed class ConnectionException extends Exception
        permits LinkLostException, EpochRefusedException, OutcomeUnknownException, TargetRunningException {
    private static final long serialVersionUID = 1;

    ConnectionException(String message) {
        super(message);
    }
}
