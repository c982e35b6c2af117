package io.kdlab.connection;

/// The target runs and reads no requests; break in first.
public final class TargetRunningException extends ConnectionException {
    private static final long serialVersionUID = 1;

    TargetRunningException(String message) {
        super(message);
    }
}
