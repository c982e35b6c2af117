package io.kdlab.transport.ieee1394;

import java.io.IOException;

/// A firewire device or a transaction on the bus failed.
final class FirewireException extends IOException {
    private static final long serialVersionUID = 1;

    static final int EACCES = 13;
    /// The node has left the bus.
    static final int ENODEV = 19;

    private final int errno;
    private final int rcode;

    private FirewireException(String message, int errno, int rcode) {
        super(message);
        this.errno = errno;
        this.rcode = rcode;
    }

    /// A system call failed with this error number.
    static FirewireException ofErrno(String what, int errno) {
        String why = switch (errno) {
            case EACCES -> "permission denied";
            case ENODEV -> "the node has left the bus";
            default -> "error " + errno;
        };
        return new FirewireException(what + ": " + why, errno, 0);
    }

    /// A transaction ended with this response code.
    static FirewireException ofResponse(String what, int rcode) {
        return new FirewireException(what + ": " + Rcode.text(rcode), 0, rcode);
    }

    /// The other side does something that it must not, or nothing at all.
    static FirewireException ofPeer(String what) {
        return new FirewireException(what, 0, 0);
    }

    /// The system's error number, or 0.
    int errno() {
        return errno;
    }

    /// The bus's response code, or 0.
    int rcode() {
        return rcode;
    }
}
