package io.kdlab.unwind;

import io.kdlab.value.Bytes;

/// One step of a prologue.
///
/// @param offset of the instruction's end from the function's begin
/// @param info what the operation's four bits of detail say, mostly a register's number
/// @param operand the number in the following slots, as it stands there (unscaled); 0 where there is none
record UnwindCode(int offset, int operation, int info, long operand) {
    static final int PUSH = 0;
    static final int ALLOCATE_LARGE = 1;
    static final int ALLOCATE_SMALL = 2;
    static final int SET_FRAME = 3;
    static final int SAVE = 4;
    static final int SAVE_FAR = 5;
    static final int EPILOGUE = 6;
    static final int SPARE = 7;
    static final int SAVE_XMM = 8;
    static final int SAVE_XMM_FAR = 9;
    static final int MACHINE_FRAME = 10;

    /// How many slots a code takes whose second byte is `second`; 0 when it is unknown.
    ///
    /// In version 1, code 6 was an early form of saving a vector register and takes two slots. In version 2 it
    /// describes epilogues, one slot each and always an even number of them.
    static int slots(int second, int version) {
        return switch (second & 15) {
            case PUSH, ALLOCATE_SMALL, SET_FRAME, MACHINE_FRAME -> 1;
            case ALLOCATE_LARGE -> (second >>> 4) == 0 ? 2 : 3;
            case SAVE, SAVE_XMM -> 2;
            case EPILOGUE -> version == 1 ? 2 : 1;
            case SAVE_FAR, SPARE, SAVE_XMM_FAR -> 3;
            default -> 0;
        };
    }

    static UnwindCode read(Bytes slots, int at, int count) {
        long operand = switch (count) {
            case 2 -> slots.u16(at + 2);
            case 3 -> Integer.toUnsignedLong(slots.u32(at + 2));
            default -> 0;
        };
        return new UnwindCode(slots.get(at), slots.get(at + 1) & 15, slots.get(at + 1) >>> 4, operand);
    }
}
