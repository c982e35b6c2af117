package io.kdlab.transport;

import java.io.IOException;

/// A wire could not be opened or was lost. The message is one line: which wire, what happened, what to do.
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1;

    /// Names the wire and the reason.
    public TransportException(String message) {
        super(message);
    }

    /// Names the wire and the reason, and keeps where it came from.
    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
