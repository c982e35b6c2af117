package io.kdlab.command;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;

/// Text in the target's memory, as `.printf` and `as` read it. What cannot be read ends it.
final class TargetText {
    private static final int LONGEST = 0x1000;
    private static final int PIECE = 0x80;

    private TargetText() {}

    /// The text at `at`.
    ///
    /// @param form `a` ends with a zero byte, `u` with a zero of 16 bits, `sa` is a `STRING`,
    /// `su` a `UNICODE_STRING`
    static String read(Memory memory, Address at, String form) {
        boolean wide = form.endsWith("u");
        if (!form.startsWith("s")) {
            return zeroEnded(memory, at, wide ? 2 : 1);
        }
        int length = Math.min(memory.u16(at), LONGEST);
        Address buffer = memory.pointer(at.plus(memory.pointerSize()));
        return text(memory.readAll(buffer, wide ? length & ~1 : length), wide);
    }

    private static String zeroEnded(Memory memory, Address at, int unit) {
        StringBuilder found = new StringBuilder();
        Address next = at;
        while (found.length() < LONGEST) {
            // Never across the end of a page: what lies behind may be unmapped.
            int length = PIECE - (int) (next.value() & PIECE - 1);
            MemorySpan span = memory.read(next, length);
            Bytes bytes = span.known();
            if (bytes.isEmpty() && next.equals(at)) {
                memory.readAll(at, unit);
            }
            for (int i = 0; i + unit <= bytes.length(); i += unit) {
                int letter = unit == 1 ? bytes.get(i) : bytes.u16(i);
                if (letter == 0) {
                    return found.toString();
                }
                found.append((char) letter);
            }
            if (bytes.length() < length) {
                return found.toString();
            }
            next = next.plus(length);
        }
        return found.toString();
    }

    private static String text(Bytes bytes, boolean wide) {
        return new String(bytes.toByteArray(), wide ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1);
    }
}
