package io.kdlab.symbol;

import java.util.Optional;

/// The frames of 32-bit functions (FRAMEDATA, "new FPO"), sorted by where they begin.
///
/// The entry of a function spans all of it, those of the parts behind each instruction of its prologue lie inside:
/// the last one that covers a place is the one that counts.
record PdbFrames(MsfStream entries, PdbStrings texts) {
    private static final int SIZE = 32;
    /// How many entries one function can have before another one's.
    private static final int DEEPEST = 64;

    Optional<FrameData> at(int rva) {
        long low = 0;
        long high = entries.length() / SIZE;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(entries.u32(middle * SIZE), rva) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (long index = low - 1; index >= 0 && index >= low - DEEPEST; index--) {
            long at = index * SIZE;
            if (Integer.compareUnsigned(rva - entries.u32(at), entries.u32(at + 4)) < 0) {
                return Optional.of(new FrameData(
                        entries.u32(at + 8),
                        entries.u16(at + 26),
                        entries.u32(at + 12),
                        texts.at(entries.u32(at + 20))));
            }
        }
        return Optional.empty();
    }
}
