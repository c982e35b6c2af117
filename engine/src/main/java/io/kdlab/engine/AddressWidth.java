package io.kdlab.engine;

import java.util.regex.Pattern;

/// Addresses as wide as the target's pointers: those of 32-bit targets, which are sign-extended everywhere inside, are
/// shown with the eight digits that the target knows.
///
/// Texts are changed where they leave the engine, because every command, refusal and status says addresses.
enum AddressWidth {
    WIDE,
    NARROW;

    private static final Pattern EXTENDED = Pattern.compile("(?<![0-9a-f`])(?:f{8}|0{8})`([0-9a-f]{8})(?![0-9a-f`])");
    /// A row of `dq`, whose numbers have 64 bits on any target.
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]{8}`[0-9a-f]{8} (?: [0-9a-f?]{8}`[0-9a-f?]{8})+");

    static AddressWidth of(int pointerSize) {
        return pointerSize == 4 ? NARROW : WIDE;
    }

    /// `text` with its addresses in this width.
    String show(String text) {
        if (this == WIDE || text.indexOf('`') < 0) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end + 1;
            shown.append(line(text.substring(start, end)));
            start = end;
        }
        return shown.toString();
    }

    private static String line(String line) {
        return NUMBERS.matcher(line.stripTrailing()).matches()
                ? EXTENDED.matcher(line).replaceFirst("$1")
                : EXTENDED.matcher(line).replaceAll("$1");
    }
}
