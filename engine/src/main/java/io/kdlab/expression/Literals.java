package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers and letters of C++ expressions. They are decimal unless `0x` or a leading `0` says otherwise;
/// the session's radix means nothing here.
final class Literals {
    private static final Pattern FLOAT =
            Pattern.compile("(\\d+\\.\\d*([eE][-+]?\\d+)?|\\.\\d+([eE][-+]?\\d+)?|\\d+[eE][-+]?\\d+)([fFlL]?)");
    private static final Pattern WHOLE =
            Pattern.compile("(?:0[xX](?<hex>[0-9a-fA-F`]+)|(?<decimal>[0-9]+))(?<suffix>(?:[uUlL]|[iI]64)*)");

    private Literals() {}

    /// Reads the number at `cursor`.
    static Value number(Cursor cursor) {
        String rest = cursor.rest();
        Matcher floating = FLOAT.matcher(rest);
        Matcher whole = WHOLE.matcher(rest);
        if (!rest.startsWith("0x") && !rest.startsWith("0X") && floating.lookingAt()) {
            skip(cursor, floating.end());
            double value = Double.parseDouble(rest.substring(0, floating.start(4)));
            boolean single = floating.group(4).equalsIgnoreCase("f");
            return new Value.Computed(
                    single ? WindowsTypes.FLOAT : WindowsTypes.DOUBLE,
                    Double.doubleToLongBits(single ? (float) value : value));
        }
        if (!whole.lookingAt()) {
            throw ExpressionException.in("Syntax", cursor);
        }
        int column = cursor.column();
        skip(cursor, whole.end());
        if (Character.isLetterOrDigit(cursor.peek()) || cursor.peek() == '_') {
            throw ExpressionException.at("Syntax", cursor, column);
        }
        return whole(cursor, column, whole);
    }

    private static void skip(Cursor cursor, int length) {
        cursor.moveTo(cursor.column() + length);
    }

    private static Value whole(Cursor cursor, int column, Matcher part) {
        String hex = part.group("hex");
        String decimal = part.group("decimal");
        boolean octal = decimal != null && decimal.length() > 1 && decimal.charAt(0) == '0';
        String digits = hex != null ? hex.replace("`", "") : String.valueOf(decimal);
        try {
            long value = Long.parseUnsignedLong(digits, hex != null ? 16 : octal ? 8 : 10);
            return new Value.Computed(
                    type(value, part.group("suffix").toLowerCase(Locale.ROOT), hex == null && !octal), value);
        } catch (NumberFormatException e) {
            throw ExpressionException.at("Overflow", cursor, column);
        }
    }

    /// The first type in C's order that the number fits into. A decimal one is never unsigned unless it
    /// says so.
    private static Type type(long value, String suffix, boolean decimal) {
        boolean unsigned = suffix.contains("u");
        boolean large = suffix.contains("i64") || suffix.contains("ll") || value >>> 32 != 0;
        boolean longer = suffix.contains("l");
        boolean beyondSigned = large ? value < 0 : value > Integer.MAX_VALUE;
        if (!large && decimal && !unsigned && beyondSigned) {
            return WindowsTypes.INT64;
        }
        if (large) {
            return unsigned || beyondSigned ? WindowsTypes.UNSIGNED_INT64 : WindowsTypes.INT64;
        }
        if (unsigned || beyondSigned) {
            return longer ? WindowsTypes.UNSIGNED_LONG : WindowsTypes.UNSIGNED_INT;
        }
        return longer ? WindowsTypes.LONG : WindowsTypes.INT;
    }

    /// Reads a letter in single quotes; the first one is read already.
    static Value letter(Cursor cursor) {
        int letter = cursor.peek() == '\\' ? escaped(cursor) : cursor.next();
        if (!cursor.take("'")) {
            throw ExpressionException.in("Syntax", cursor);
        }
        return new Value.Computed(WindowsTypes.CHAR, (byte) letter);
    }

    private static int escaped(Cursor cursor) {
        cursor.next();
        char code = cursor.next();
        return switch (code) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> 0xb;
            case 'x' -> digits(cursor, 16, 2, 0);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> digits(cursor, 8, 2, code - '0');
            default -> code;
        };
    }

    private static int digits(Cursor cursor, int radix, int most, int first) {
        int value = first;
        for (int i = 0; i < most && Character.digit(cursor.peek(), radix) >= 0; i++) {
            value = value * radix + Character.digit(cursor.next(), radix);
        }
        return value;
    }
}
