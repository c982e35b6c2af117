package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;
import java.util.Optional;

/// What one step back found.
public sealed interface Unwound {
    /// The caller's registers as they are after the return (or, for a machine frame, at the interruption).
    ///
    /// @param machineFrame where the processor pushed them, for a machine frame
    record Caller(RegisterFile registers, Frame.Kind kind, Optional<Address> machineFrame) implements Unwound {
        Caller(RegisterFile registers, Frame.Kind kind) {
            this(registers, kind, Optional.empty());
        }
    }

    /// Memory that is needed for the step cannot be read.
    record Unreadable(Address at, String what) implements Unwound {}

    /// The unwind data make no sense; `why` in one line.
    record Broken(String why) implements Unwound {}
}
