package io.kdlab.breakpoint;

import io.kdlab.arch.RegisterFile;

/// Finds who called: what the unwinder does with a session's symbols.
@FunctionalInterface
public interface CallerLookup {
    /// The registers of the caller of the function that `registers` stand in, as they will be after its return.
    RegisterFile caller(RegisterFile registers);
}
