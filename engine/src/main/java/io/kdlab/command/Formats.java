package io.kdlab.command;

import io.kdlab.inspect.SessionTime;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.time.Instant;
import java.util.Locale;

/// `.formats`: a value in every radix.
final class Formats extends Command {
    /// From 1601 to 1970 in units of 100 ns.
    private static final long FILE_TIME_OF_1970 = 116_444_736_000_000_000L;

    Formats() {
        super(
                Role.OBSERVE,
                ".formats expression",
                "show a value in hexadecimal, decimal, octal, binary, as characters, time and floating point",
                ".formats 1c407e62",
                ".formats");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        long value = arguments.value();
        arguments.end();
        Output out = session.out();
        out.line("Evaluate expression:");
        out.line("  Hex:     " + new Address(value));
        out.line("  Decimal: " + value);
        out.print("  Octal:   %022o%n", value);
        StringBuilder binary = new StringBuilder();
        StringBuilder characters = new StringBuilder();
        for (int i = 7; i >= 0; i--) {
            int b = (int) (value >>> 8 * i & 0xff);
            binary.append(' ')
                    .append(String.format(Locale.ROOT, "%8s", Integer.toBinaryString(b))
                            .replace(' ', '0'));
            characters.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
        }
        out.line("  Binary: " + binary);
        out.line("  Chars:   " + characters);
        out.line("  Time:    " + time(session, value));
        out.line("  Float:   low " + shortest(Float.intBitsToFloat((int) value)) + " high "
                + shortest(Float.intBitsToFloat((int) (value >>> 32))));
        out.line("  Double:  " + shortest(Double.longBitsToDouble(value)));
    }

    /// Six digits, and none that say nothing.
    private static String shortest(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        String text = String.format(Locale.ROOT, "%.6g", value);
        String mantissa = text.split("e", 2)[0].replaceAll("\\.?0+$", "");
        return text.contains("e") ? mantissa + text.substring(text.indexOf('e')) : mantissa;
    }

    /// A small number counts seconds since 1970, a large one is a file time.
    private static String time(CommandSession session, long value) {
        if (value >>> 32 == 0) {
            return SessionTime.format(
                    Instant.ofEpochSecond(value), session.clock().getZone());
        }
        long ticks = value - FILE_TIME_OF_1970;
        Instant instant =
                Instant.ofEpochSecond(Math.floorDiv(ticks, 10_000_000L), Math.floorMod(ticks, 10_000_000L) * 100);
        return SessionTime.format(instant, session.clock().getZone());
    }
}
