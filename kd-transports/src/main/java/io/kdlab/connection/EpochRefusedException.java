package io.kdlab.connection;

import io.kdlab.value.Epoch;

/// The gate let the request not through, or moved while it was under way.
public final class EpochRefusedException extends ConnectionException {
    private static final long serialVersionUID = 1;

    private final transient Epoch current;

    EpochRefusedException(Epoch asked, Epoch current, String reason) {
        super("epoch %s may not act, %s may: %s".formatted(asked, current, reason));
        this.current = current;
    }

    /// The epoch that may act.
    public Epoch current() {
        return current;
    }
}
