package io.kdlab.relay;

/// One end of a relay cannot be used. The message is one line and says which end.
public final class RelayException extends Exception {
    private static final long serialVersionUID = 1;

    RelayException(RelayEnd end, Throwable cause) {
        super("relay, " + end + ": " + cause.getMessage(), cause);
    }
}
