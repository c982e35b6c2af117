package io.kdlab.lab;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as people write them: `30m`, `2h`, `1d`, `1h30m`.
public final class DurationText {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?");

    private DurationText() {}

    /// Parses, or refuses with the forms that are understood.
    public static Duration parse(String text) {
        var trimmed = text.strip();
        var form = FORM.matcher(trimmed);
        if (trimmed.isEmpty() || !form.matches()) {
            throw new LabException.BadValue("duration \"%s\" is not understood: write it like 30m, 2h, 1h30m or 1d"
                    .formatted(Text.oneLine(text, 40)));
        }
        return Duration.ofDays(number(form.group(1)))
                .plusHours(number(form.group(2)))
                .plusMinutes(number(form.group(3)))
                .plusSeconds(number(form.group(4)));
    }

    /// The shortest text that [#parse] reads back; fractions of a second are dropped.
    public static String format(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        var text = new StringBuilder();
        append(text, seconds / 86400, 'd');
        append(text, seconds / 3600 % 24, 'h');
        append(text, seconds / 60 % 60, 'm');
        append(text, seconds % 60, 's');
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void append(StringBuilder text, long number, char unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
