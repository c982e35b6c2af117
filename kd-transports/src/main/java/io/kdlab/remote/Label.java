package io.kdlab.remote;

import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Who did something and when, in the server's time zone: `[SERVER01       Wed 11:53 AM]`.
record Label(Clock clock) {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("EEE h:mm a", Locale.US);

    /// Behind a line that somebody typed.
    String typed(String who) {
        return "[%-15s%s]".formatted(who + (who.length() < 15 ? "" : " "), time());
    }

    /// Behind a name.
    String moment() {
        return "[" + time() + "]";
    }

    private String time() {
        return WHEN.format(clock.instant().atZone(clock.getZone()));
    }
}
