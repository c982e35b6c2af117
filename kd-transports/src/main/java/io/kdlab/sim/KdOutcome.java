package io.kdlab.sim;

import io.kdlab.message.Manipulate;
import io.kdlab.value.NtStatus;

/// What a request of the debugger leads to.
sealed interface KdOutcome {
    /// The kernel answers and stays stopped.
    record Reply(Manipulate message) implements KdOutcome {}

    /// The kernel says nothing and stays stopped.
    record Silence() implements KdOutcome {}

    /// The kernel goes on, with the exception handled or not.
    record Resume(NtStatus status) implements KdOutcome {}

    /// The debugger goes to another processor, which reports itself.
    record Report(int processor) implements KdOutcome {}

    /// The kernel crashes with this code.
    record Crash(int code) implements KdOutcome {}

    /// The machine starts anew.
    record Restart() implements KdOutcome {}
}
