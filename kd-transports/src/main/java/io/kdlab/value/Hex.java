package io.kdlab.value;

import java.util.HexFormat;

/// Hexadecimal text, written in lower case and read in either.
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /// The low `count` digits of `value`, zero-filled.
    public static String digits(long value, int count) {
        return FORMAT.toHexDigits(value, count);
    }

    /// Reads pairs of digits; white space between bytes is skipped.
    ///
    /// @throws IllegalArgumentException when something else is in the text or a digit is left over
    public static byte[] parse(String text) {
        StringBuilder digits = new StringBuilder(text.length());
        text.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> digits.append((char) c));
        return FORMAT.parseHex(digits);
    }

    /// The bytes as pairs of digits without separators.
    public static String format(Bytes bytes) {
        return FORMAT.formatHex(bytes.toByteArray());
    }

    /// Lines of sixteen bytes with their offset and their printable characters, for traces and test failures.
    public static String dump(Bytes bytes) {
        StringBuilder out = new StringBuilder();
        for (int line = 0; line < bytes.length(); line += 16) {
            Bytes row = bytes.slice(line, Math.min(16, bytes.length() - line));
            StringBuilder text = new StringBuilder();
            out.append(digits(line, 4)).append("  ");
            for (int i = 0; i < 16; i++) {
                out.append(i < row.length() ? digits(row.get(i), 2) + " " : "   ");
                if (i < row.length()) {
                    int c = row.get(i);
                    text.append(c >= 0x20 && c < 0x7f ? (char) c : '.');
                }
            }
            out.append(' ').append(text).append('\n');
        }
        return out.toString();
    }
}
