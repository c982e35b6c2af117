package io.kdlab.session;

/// How the exception that stopped the target is answered when it continues.
public enum GoHow {
    /// As the event deserves: handled for what we caused, not handled for the kernel's own exceptions (`g`).
    DEFAULT,
    /// The debugger handled it (`gh`).
    HANDLED,
    /// The kernel shall handle it (`gn`).
    NOT_HANDLED
}
