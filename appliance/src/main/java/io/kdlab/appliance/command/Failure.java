package io.kdlab.appliance.command;

/// A verb cannot go on. The message is the one line that the person reads.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With the line.
    public Failure(String line) {
        super(line);
    }

    /// With the line and what lies behind it.
    public Failure(String line, Throwable cause) {
        super(line, cause);
    }
}
