package io.kdlab.connection;

/// The link is not usable; the request was not executed, or was one that changes nothing.
public final class LinkLostException extends ConnectionException {
    private static final long serialVersionUID = 1;

    LinkLostException(String message) {
        super(message);
    }
}
