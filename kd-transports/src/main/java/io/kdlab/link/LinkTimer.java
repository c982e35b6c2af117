package io.kdlab.link;

/// The three things a link waits for. Arming one that runs starts it anew.
public enum LinkTimer {
    /// The ack of the packet in flight.
    ACK,
    /// The answer to our RESET.
    RESET,
    /// A stop after our break-in.
    BREAK_IN
}
