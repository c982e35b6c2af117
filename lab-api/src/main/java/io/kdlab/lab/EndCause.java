package io.kdlab.lab;

/// Why a lease ended.
public enum EndCause {
    /// The holder gave it back.
    GIVEN,
    /// Its time was over.
    EXPIRED,
    /// An admin, or the operator of the box, took it away.
    KICKED
}
