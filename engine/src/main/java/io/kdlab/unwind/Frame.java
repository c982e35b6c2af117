package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Address;
import java.util.Optional;

/// One line of a stack.
///
/// @param number 0 for the innermost
/// @param returnAddress where the frame's caller goes on; 0 where nobody knows
/// @param registers as they are in this frame; those a call may destroy hold what was last in them
/// @param called whether the frame has called another one, so that its code goes on behind the call
/// @param machineFrame where the processor pushed what the caller is to go on with, RIP first; empty for a call
public record Frame(
        int number,
        RegisterFile registers,
        Address returnAddress,
        Kind kind,
        boolean called,
        Optional<Address> machineFrame) {
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

    /// A place inside of the instruction that this frame executes: a call that comes last in its function has its
    /// return address in the next one.
    public Address callSite() {
        return called ? pc().plus(-1) : pc();
    }

    /// Whether these are all registers of a processor or of a context, and not only those that calls keep.
    public boolean isInnermost() {
        return number == 0;
    }

    /// The stack pointer in this frame, which `k` calls Child-SP.
    public Address sp() {
        return registers.sp();
    }
}
