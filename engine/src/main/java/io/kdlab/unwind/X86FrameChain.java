package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X86;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// The caller by the chain of saved frame pointers: EBP points at the caller's EBP, the return address lies behind it
/// (kd-protocol.md §7.2).
///
/// A function without such a frame is passed over, and after one whose EBP holds something else the chain ends or
/// is wrong. Where the processor stands at a function's first or last instruction the return address is on top of the
/// stack instead.
final class X86FrameChain {
    private static final int PUSH_EBP = 0x55;
    private static final int RETURN = 0xc3;
    private static final int RETURN_POP = 0xc2;
    private static final Bytes PATCHABLE = Bytes.ofHex("8bff55");
    private static final Bytes MOVE = Bytes.ofHex("89e5");
    private static final Bytes MOVE_TOO = Bytes.ofHex("8bec");

    private X86FrameChain() {}

    static Unwound caller(RegisterFile registers, Memory memory, boolean innermost) {
        Reader reader = new Reader(memory);
        Address sp = registers.sp();
        try {
            if (innermost && hasNoFrame(reader, registers.pc())) {
                return new Unwound.Caller(popped(registers, reader, sp), Frame.Kind.LEAF);
            }
            if (innermost && hasHalfAFrame(reader, registers.pc())) {
                RegisterFile saved = registers.with("ebp", number(reader, sp, "the saved frame pointer"));
                return new Unwound.Caller(popped(saved, reader, sp.plus(4)), Frame.Kind.FRAME_POINTER);
            }
            Address frame = X86.INSTANCE.address(registers.get("ebp"));
            if (frame.equals(Address.ZERO)) {
                // The outermost function of a thread was given none.
                return new Unwound.Caller(registers.withPc(Address.ZERO), Frame.Kind.FRAME_POINTER);
            }
            RegisterFile saved = registers.with("ebp", number(reader, frame, "the saved frame pointer"));
            return new Unwound.Caller(popped(saved, reader, frame.plus(4)), Frame.Kind.FRAME_POINTER);
        } catch (Reader.Ended e) {
            return e.result();
        }
    }

    private static RegisterFile popped(RegisterFile registers, Reader reader, Address at) {
        return registers
                .withPc(X86.INSTANCE.address(number(reader, at, "the return address")))
                .withSp(at.plus(4));
    }

    private static long number(Reader reader, Address at, String what) {
        return Integer.toUnsignedLong(reader.bytes(at, 4, what).u32(0));
    }

    private static boolean hasNoFrame(Reader reader, Address pc) {
        Bytes code = reader.some(pc, PATCHABLE.length());
        return !code.isEmpty()
                && (code.get(0) == PUSH_EBP
                        || code.get(0) == RETURN
                        || code.get(0) == RETURN_POP
                        || code.equals(PATCHABLE));
    }

    /// EBP was pushed and does not point at itself yet.
    private static boolean hasHalfAFrame(Reader reader, Address pc) {
        Bytes code = reader.some(pc.plus(-1), 3);
        return code.length() == 3
                && code.get(0) == PUSH_EBP
                && (code.slice(1).equals(MOVE) || code.slice(1).equals(MOVE_TOO));
    }
}
