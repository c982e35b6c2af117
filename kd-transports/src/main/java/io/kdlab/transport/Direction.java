package io.kdlab.transport;

/// Which way something travels on a wire.
public enum Direction {
    /// From the machine under test to us.
    FROM_TARGET("<"),
    /// From us to the machine under test.
    TO_TARGET(">");

    private final String arrow;

    Direction(String arrow) {
        this.arrow = arrow;
    }

    /// One character for a trace line.
    public String arrow() {
        return arrow;
    }
}
