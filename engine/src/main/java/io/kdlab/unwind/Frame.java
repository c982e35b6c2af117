package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;

/// One line of a stack.
///
/// @param number 0 for the innermost
/// @param returnAddress where the frame's caller goes on; 0 where nobody knows
/// @param registers as they are in this frame; those a call may destroy hold what was last in them
public record Frame(int number, RegisterFile registers, Address returnAddress, Kind kind) {
    /// How the way to the caller was found.
    public enum Kind {
        /// By the function's unwind data.
        UNWOUND,
        /// No unwind data covers the code: the return address was taken from the top of the stack.
        LEAF,
        /// By the frame pointer that the function saved; functions that save none are missing.
        FRAME_POINTER,
        /// A trap or interrupt: the caller is what was interrupted.
        MACHINE,
        /// The way ended here.
        LAST
    }

    /// Where this frame executes.
    public Address pc() {
        return registers.pc();
    }

    /// The stack pointer in this frame, which `k` calls Child-SP.
    public Address sp() {
        return registers.sp();
    }
}
