package io.kdlab.arch;

import java.util.List;

/// The flags of x86 and x64 in the two-letter words of debuggers: `nv up ei pl nz na pe nc`.
public final class X86Flags {
    private record Word(int bit, String set, String clear) {}

    private static final List<Word> WORDS = List.of(
            new Word(11, "ov", "nv"),
            new Word(10, "dn", "up"),
            new Word(9, "ei", "di"),
            new Word(7, "ng", "pl"),
            new Word(6, "zr", "nz"),
            new Word(4, "ac", "na"),
            new Word(2, "pe", "po"),
            new Word(0, "cy", "nc"));

    private X86Flags() {}

    /// Overflow, direction, interrupt, sign, zero, auxiliary carry, parity, carry: a word for each.
    public static String words(long flags) {
        StringBuilder text = new StringBuilder();
        for (Word word : WORDS) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            text.append((flags >>> word.bit() & 1) != 0 ? word.set() : word.clear());
        }
        return text.toString();
    }
}
