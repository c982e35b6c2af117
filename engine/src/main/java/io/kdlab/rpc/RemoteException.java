package io.kdlab.rpc;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/// A remote call failed. The message is one line for people: the server's own where it gave one.
public final class RemoteException extends Exception {
    private static final long serialVersionUID = 1L;

    /// With the line and what lies behind it.
    public RemoteException(String line, @Nullable Throwable cause) {
        super(line, cause);
    }

    static String line(@Nullable Throwable cause) {
        Status status = switch (cause) {
            case StatusRuntimeException e -> e.getStatus();
            case StatusException e -> e.getStatus();
            case null, default -> null;
        };
        if (status == null) {
            return cause == null ? "the session ended" : String.valueOf(cause.getMessage());
        }
        String text = status.getDescription();
        return switch (status.getCode()) {
            case UNAVAILABLE -> "the connection to the box is gone" + (text == null ? "" : " (" + text + ")");
            case UNIMPLEMENTED -> "the box does not know this call; it runs an older kdlab than this one";
            case DEADLINE_EXCEEDED -> "the box did not answer in time";
            default -> text == null ? status.getCode().toString() : text;
        };
    }
}
