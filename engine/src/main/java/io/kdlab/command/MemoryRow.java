package io.kdlab.command;

import io.kdlab.value.Address;
import java.util.Locale;

/// One line of `db` and its like.
///
/// @param unit bytes of a number
/// @param columns numbers in the row
/// @param characters whether the bytes are shown as characters too
record MemoryRow(int unit, int columns, boolean characters) {
    /// The row at `at`, whose bytes stand in `window` from `offset` on.
    String text(Address at, MemoryWindow window, int offset) {
        StringBuilder row = new StringBuilder(at + " ");
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            int place = offset + column * unit;
            boolean there = place < window.length();
            boolean hyphen = unit == 1 && column > 0 && column % 8 == 0 && there;
            row.append(hyphen ? "-" : " ").append(there ? cell(window, place) : " ".repeat(width()));
            for (int i = place; there && i < place + unit; i++) {
                text.append(window.isKnown(i, 1) ? character((int) window.value(i, 1)) : '?');
            }
        }
        return characters
                ? row.append("  ").append(text).toString()
                : row.toString().stripTrailing();
    }

    private int width() {
        return unit == 8 ? 17 : unit * 2;
    }

    private String cell(MemoryWindow window, int offset) {
        if (!window.isKnown(offset, unit)) {
            return unit == 8 ? "????????`????????" : "?".repeat(unit * 2);
        }
        long value = window.value(offset, unit);
        return unit == 8 ? new Address(value).toString() : String.format(Locale.ROOT, "%0" + unit * 2 + "x", value);
    }

    private static char character(int value) {
        return value >= 0x20 && value < 0x7f ? (char) value : '.';
    }
}
