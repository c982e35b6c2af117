package io.kdlab.unwind;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The unwind data of one function or of one part of it.
///
/// @param frameRegister number of the register that holds the frame, 0 when there is none
/// @param frameOffset how far above the stack's fixed part it points, in bytes
/// @param codes in the order of the data, which is the reverse order of the prologue
/// @param chained the part that these data continue
record UnwindInfo(
        int prologue, int frameRegister, int frameOffset, List<UnwindCode> codes, Optional<RuntimeFunction> chained) {
    private static final int CHAINED = 4;

    /// Room for sixteen slots and a chained entry.
    private static final int USUAL = 48;

    /// Reads the data at `at`. One request fetches what nearly every function needs.
    static UnwindInfo read(Reader memory, Address at) {
        Bytes ahead = memory.some(at, USUAL);
        Bytes head = ahead.length() >= 4 ? ahead : memory.bytes(at, 4, "unwind data");
        int version = head.get(0) & 7;
        if (version != 1 && version != 2) {
            throw Reader.broken("unwind data at " + at + " has version " + version + "; 1 and 2 are known");
        }
        boolean chained = (head.get(0) >>> 3 & CHAINED) != 0;
        int slots = head.get(2);
        int padded = slots + 1 & ~1;
        int length = 2 * padded + (chained ? RuntimeFunction.SIZE : 0);
        Bytes body =
                ahead.length() >= 4 + length ? ahead.slice(4, length) : memory.bytes(at.plus(4), length, "unwind data");
        return new UnwindInfo(
                head.get(1),
                head.get(3) & 15,
                (head.get(3) >>> 4) * 16,
                codes(body.slice(0, 2 * slots), version, at),
                chained ? Optional.of(RuntimeFunction.at(body, 2 * padded)) : Optional.empty());
    }

    private static List<UnwindCode> codes(Bytes slots, int version, Address at) {
        List<UnwindCode> codes = new ArrayList<>();
        int offset = 0;
        while (offset < slots.length()) {
            int count = UnwindCode.slots(slots.get(offset + 1), version);
            if (count == 0) {
                throw Reader.broken("unwind data at " + at + " has the unknown code " + (slots.get(offset + 1) & 15));
            }
            if (offset + 2 * count > slots.length()) {
                throw Reader.broken("unwind data at " + at + " ends inside a code");
            }
            codes.add(UnwindCode.read(slots, offset, count));
            offset += 2 * count;
        }
        return List.copyOf(codes);
    }

    /// Whether code at `offset` from the function's begin runs with the frame register set up.
    boolean frameIsSet(long offset) {
        return frameRegister != 0
                && (offset >= prologue
                        || chained.isPresent()
                        || codes.stream()
                                .anyMatch(code -> code.operation() == UnwindCode.SET_FRAME && code.offset() <= offset));
    }
}
