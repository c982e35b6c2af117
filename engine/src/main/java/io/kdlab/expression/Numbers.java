package io.kdlab.expression;

import java.util.Locale;
import java.util.OptionalLong;

/// Reads one number as the field writes it: ``0x1f``, ``0n10``, ``0t17``, ``0y101``, ``1fh``,
/// ``fffff800`12345678``.
final class Numbers {
    private Numbers() {}

    /// The value of `word`, or empty when it is not a number in `radix` (hexadecimal words may be names).
    ///
    /// @param extendSigns sign extend a value from 80000000 to ffffffff that has no backquote
    static OptionalLong parse(String word, int radix, boolean extendSigns) {
        String text = word.toLowerCase(Locale.ROOT);
        int base = radix;
        String digits = text;
        if (text.length() > 1 && text.charAt(0) == '0' && prefix(text.charAt(1)) != 0) {
            if (text.length() == 2) {
                // A prefix alone is zero.
                return OptionalLong.of(0);
            }
            base = prefix(text.charAt(1));
            digits = text.substring(2);
        } else if (text.length() > 1 && text.endsWith("h")) {
            base = 16;
            digits = text.substring(0, text.length() - 1);
        }
        boolean quoted = digits.indexOf('`') >= 0;
        String plain = digits.replace("`", "");
        if (plain.isEmpty() || !allDigits(plain, base)) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseUnsignedLong(plain, base);
            boolean extend = extendSigns && !quoted && value >>> 32 == 0 && value >>> 31 == 1;
            return OptionalLong.of(extend ? (int) value : value);
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    /// Whether `word` consists of digits only but has too many of them.
    static boolean overflows(String word, int radix) {
        String plain = word.toLowerCase(Locale.ROOT).replace("`", "");
        if (plain.length() > 2 && plain.charAt(0) == '0' && prefix(plain.charAt(1)) != 0) {
            return allDigits(plain.substring(2), prefix(plain.charAt(1)));
        }
        return allDigits(plain, radix) && plain.length() > 16;
    }

    private static int prefix(char letter) {
        return switch (letter) {
            case 'x' -> 16;
            case 'n' -> 10;
            case 't' -> 8;
            case 'y' -> 2;
            default -> 0;
        };
    }

    private static boolean allDigits(String text, int base) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.digit(c, base) >= 0);
    }
}
