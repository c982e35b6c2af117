package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;

/// What one step back found.
public sealed interface Unwound {
    /// The caller's registers as they are after the return (or, for a machine frame, at the interruption).
    record Caller(RegisterFile registers, Frame.Kind kind) implements Unwound {}

    /// Memory that is needed for the step cannot be read.
    record Unreadable(Address at, String what) implements Unwound {}

    /// The unwind data make no sense; `why` in one line.
    record Broken(String why) implements Unwound {}
}
