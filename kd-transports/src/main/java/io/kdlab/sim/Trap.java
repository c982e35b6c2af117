package io.kdlab.sim;

/// Something that stopped an instruction stream and has not been delivered yet: the machine's owner may keep it for a
/// debugger or hand it on with [Cpu#deliver].
///
/// @param vector the interrupt number
/// @param errorCode what the processor would push, 0 if nothing
/// @param address the faulting address of a page fault, or the new DR6 bits of a debug exception
record Trap(int vector, Kind kind, int errorCode, long address) {
    /// Where RIP stands.
    enum Kind {
        /// At the instruction that failed.
        FAULT,
        /// Behind the instruction: a single step or a data breakpoint.
        TRAP,
        /// Behind an INT instruction.
        SOFTWARE
    }

    /// Whether the processor pushes an error code for this vector.
    boolean pushesErrorCode() {
        return kind == Kind.FAULT
                && switch (vector) {
                    case 8, 10, 11, 12, 13, 14, 17, 21 -> true;
                    default -> false;
                };
    }
}
