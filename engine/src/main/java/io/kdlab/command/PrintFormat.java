package io.kdlab.command;

import io.kdlab.value.Address;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A format of C's `printf` with the debugger's additions. Values are read from the command while it is
/// applied.
///
/// `%d` takes 32 bits of its value as in C, `%I64d` all 64. A floating-point conversion takes a 32-bit
/// number, with `l` a 64-bit one.
final class PrintFormat {
    private static final Pattern CONVERSION = Pattern.compile("%(?<flags>[-+ #0]*)(?<width>\\d{1,4}|\\*)?"
            + "(?:\\.(?<precision>\\d{1,4}|\\*)?)?(?<size>I64|I32|I|hh|h|ll|l)?"
            + "(?<letter>ma|mu|msa|msu|ly|[diuoxXcCpNyeEfgGsS%])");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)");
    private static final int WIDEST = 1000;

    private final CommandSession session;
    private final Arguments arguments;

    PrintFormat(CommandSession session, Arguments arguments) {
        this.session = session;
        this.arguments = arguments;
    }

    /// `format` with its escapes and values put in.
    String apply(String format) {
        String text = ESCAPE.matcher(format).replaceAll(match -> Matcher.quoteReplacement(escape(match.group(1))));
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int percent = text.indexOf('%', at);
            if (percent < 0) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, percent);
            Matcher conversion = CONVERSION.matcher(text).region(percent, text.length());
            if (!conversion.lookingAt()) {
                throw arguments.refusal(".printf: no conversion begins with '"
                        + text.substring(percent, Math.min(text.length(), percent + 4))
                                .strip() + "'");
            }
            out.append(convert(conversion));
            at = conversion.end();
        }
        return out.toString();
    }

    private static String escape(String code) {
        return switch (code.charAt(0)) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'a', 'b', 'f', 'v' -> "";
            case 'x' -> code.length() > 1 ? letter(Integer.parseInt(code.substring(1), 16)) : code;
            case '0', '1', '2', '3', '4', '5', '6', '7' -> letter(Integer.parseInt(code, 8));
            default -> code;
        };
    }

    private static String letter(int code) {
        return code == 0 ? "" : String.valueOf((char) (code & 0xff));
    }

    private String convert(Matcher part) {
        String letter = part.group("letter");
        if (letter.equals("%")) {
            return "%";
        }
        int width = number(part.group("width"), 0);
        int precision = number(part.group("precision"), -1);
        String flags = part.group("flags");
        boolean left = flags.contains("-") || width < 0;
        long value = next();
        String size = part.group("size") == null ? "" : part.group("size");
        String text = switch (letter) {
            case "d", "i" -> signed(narrow(value, size, true), flags, precision);
            case "u" -> digits(Long.toUnsignedString(narrow(value, size, false)), precision);
            case "o" -> digits(Long.toOctalString(narrow(value, size, false)), precision);
            case "x" -> hex(narrow(value, size, false), flags, precision);
            case "X" -> hex(narrow(value, size, false), flags, precision).toUpperCase(Locale.ROOT);
            case "c", "C" -> String.valueOf((char) (value & 0xffff));
            case "p", "N" -> pointer(value);
            case "y" -> SymbolText.of(session).orNumber(new Address(value));
            case "ly" -> withLine(new Address(value));
            case "e", "E", "f", "g", "G" -> floating(letter, value, size, flags, precision);
            default -> cut(string(letter, new Address(value)), precision);
        };
        boolean zeros = flags.contains("0") && !left && precision < 0 && "diuoxXeEfgG".contains(letter);
        return padded(text, Math.abs(width), left, zeros);
    }

    private int number(String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        long number = text.equals("*") ? (int) next() : Long.parseLong(text);
        if (Math.abs(number) > WIDEST) {
            throw arguments.refusal(".printf: a width of " + number + " is more than " + WIDEST);
        }
        return (int) number;
    }

    private long next() {
        if (!arguments.take(",") && arguments.isEmpty()) {
            throw arguments.refusal(".printf: the format has more conversions than there are arguments");
        }
        return arguments.value();
    }

    private static long narrow(long value, String size, boolean signed) {
        return switch (size) {
            case "I64", "ll", "I" -> value;
            case "h" -> signed ? (short) value : value & 0xffff;
            case "hh" -> signed ? (byte) value : value & 0xff;
            default -> signed ? (int) value : value & 0xffff_ffffL;
        };
    }

    private static String signed(long value, String flags, int precision) {
        String digits = digits(Long.toString(value).replace("-", ""), precision);
        String sign = value < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        return sign + digits;
    }

    private static String hex(long value, String flags, int precision) {
        String digits = digits(Long.toHexString(value), precision);
        return flags.contains("#") && value != 0 ? "0x" + digits : digits;
    }

    private static String digits(String digits, int precision) {
        return "0".repeat(Math.max(0, precision - digits.length())) + digits;
    }

    private String pointer(long value) {
        return session.target().pointerSize() == 4
                ? String.format(Locale.ROOT, "%08x", (int) value)
                : String.format(Locale.ROOT, "%016x", value);
    }

    private String withLine(Address at) {
        return SymbolText.of(session).orNumber(at)
                + session.symbols()
                        .line(at)
                        .map(line -> " [" + line.file() + " @ " + line.line() + "]")
                        .orElse("");
    }

    private static String floating(String letter, long value, String size, String flags, int precision) {
        double number = size.equals("l") ? Double.longBitsToDouble(value) : Float.intBitsToFloat((int) value);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return String.valueOf(number);
        }
        String sign = flags.contains("+") ? "+" : "";
        int places = precision < 0 ? 6 : precision;
        return String.format(Locale.ROOT, "%" + sign + "." + places + letter.replace('F', 'f'), number);
    }

    private String string(String letter, Address at) {
        // %s asks for a string of the debugger's own, which no expression can name.
        String form = letter.equals("s") ? "a" : letter.equals("S") ? "u" : letter.substring(1);
        return TargetText.read(session.target(), at, form);
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    }

    private static String padded(String text, int width, boolean left, boolean zeros) {
        String fill = (zeros ? "0" : " ").repeat(Math.max(0, width - text.length()));
        if (left) {
            return text + fill;
        }
        int sign = zeros && !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
        return zeros ? text.substring(0, sign) + fill + text.substring(sign) : fill + text;
    }
}
