package io.kdlab.transport;

import java.io.IOException;

/// Somebody else holds the wire.
public final class WireHeldException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient WireHolder holder;

    WireHeldException(String wire, WireHolder holder) {
        super("%s: held by %s".formatted(wire, holder.text()));
        this.holder = holder;
    }

    /// Who.
    public WireHolder holder() {
        return holder;
    }
}
