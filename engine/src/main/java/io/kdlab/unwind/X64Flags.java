package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.value.Bytes;

/// Flags on their way through the stack, in the middle of a function.
///
/// `pushfq; pop` and `push; popfq` are the only ways to read and write the flags, and compilers put them anywhere,
/// without a word in the unwind data: between the two instructions these are wrong by eight bytes. A kernel does it
/// wherever it turns interrupts off, so a single step stands there often.
final class X64Flags {
    private static final int PUSH_FLAGS = 0x9c;
    private static final int POP_FLAGS = 0x9d;
    private static final int POP = 0x58;
    private static final int EXTENDED = 0x41;
    private static final int REGISTERS = 0xf8;

    private X64Flags() {}

    /// The registers as if the second instruction of such a pair, if that comes next, were done: what was pushed is
    /// gone from the stack. An epilogue must have been ruled out, for that pops as well.
    static RegisterFile dropped(RegisterFile registers, Reader memory) {
        Bytes code = memory.some(registers.pc().plus(-1), 4);
        return code.length() == 4 && isBetween(code)
                ? registers.withSp(registers.sp().plus(Long.BYTES))
                : registers;
    }

    /// @param code from the byte in front of the instruction on
    private static boolean isBetween(Bytes code) {
        if (code.get(1) == POP_FLAGS) {
            return true;
        }
        int opcode = code.get(1) == EXTENDED ? code.get(2) : code.get(1);
        return code.get(0) == PUSH_FLAGS && (opcode & REGISTERS) == POP;
    }
}
