package io.kdlab.endpoint;

/// One endpoint could not listen, dial or be understood. Other endpoints are not affected.
public final class EndpointException extends Exception {
    private static final long serialVersionUID = 1L;

    /// One line: what was wrong, where, what to do.
    public EndpointException(String message) {
        super(message);
    }

    /// The same, with what the system said.
    public EndpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
