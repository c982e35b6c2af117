package io.kdlab.remote;

/// A session cannot be offered or joined. The message is one line: what, and what to do.
public final class RemoteException extends Exception {
    private static final long serialVersionUID = 1;

    /// With the line.
    public RemoteException(String line) {
        super(line);
    }

    /// With the line and what lies behind it.
    public RemoteException(String line, Throwable cause) {
        super(line, cause);
    }
}
