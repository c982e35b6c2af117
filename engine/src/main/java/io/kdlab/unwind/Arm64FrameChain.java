package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// The caller by the chain of saved frame pointers: FP points at the caller's FP, the return address lies behind it
/// (kd-protocol.md §7.3).
///
/// The caller of a function that calls nobody, and so has no frame, is missing, except at the function's first or last
/// instruction, where LR has it. Unwind data are not read. No Windows target was seen with this.
final class Arm64FrameChain {
    private static final int RETURN = 0xd65f03c0;
    private static final int SIGN_LINK = 0xd503237f;
    /// `stp fp,lr,[sp,#-n]!` for any n.
    private static final int SAVE_PAIR = 0xa9807bfd;
    private static final int SAVE_PAIR_MASK = 0xffc07fff;
    /// The highest bit of an address; those above it may hold an authentication code.
    private static final int HIGHEST = 55;
    private static final int ADDRESS_BITS = 48;

    private Arm64FrameChain() {}

    static Unwound caller(RegisterFile registers, Memory memory, boolean innermost) {
        Reader reader = new Reader(memory);
        try {
            if (innermost && hasNoFrame(reader, registers.pc())) {
                return new Unwound.Caller(registers.withPc(plain(registers.get("lr"))), Frame.Kind.LEAF);
            }
            Address frame = new Address(registers.get("fp"));
            if (frame.equals(Address.ZERO)) {
                // The outermost function of a thread was given none.
                return new Unwound.Caller(registers.withPc(Address.ZERO), Frame.Kind.FRAME_POINTER);
            }
            Bytes pair = reader.bytes(frame, 16, "the saved frame pointer");
            return new Unwound.Caller(
                    registers.with("fp", pair.u64(0)).withPc(plain(pair.u64(8))).withSp(frame.plus(16)),
                    Frame.Kind.FRAME_POINTER);
        } catch (Reader.Ended e) {
            return e.result();
        }
    }

    private static boolean hasNoFrame(Reader reader, Address pc) {
        Bytes code = reader.some(pc, 4);
        if (code.length() < 4) {
            return false;
        }
        int instruction = code.u32(0);
        return instruction == RETURN || instruction == SIGN_LINK || (instruction & SAVE_PAIR_MASK) == SAVE_PAIR;
    }

    /// A return address without its authentication code.
    private static Address plain(long signed) {
        boolean kernel = (signed >>> HIGHEST & 1) != 0;
        long mask = -1L << ADDRESS_BITS;
        return new Address(kernel ? signed | mask : signed & ~mask);
    }
}
