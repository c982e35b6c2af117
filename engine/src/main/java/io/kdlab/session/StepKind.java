package io.kdlab.session;

/// How far a step goes.
public enum StepKind {
    /// One instruction, into calls (`t`).
    INTO,
    /// One instruction, a call counts as one (`p`).
    OVER,
    /// Until the current function has returned (`gu`).
    OUT
}
