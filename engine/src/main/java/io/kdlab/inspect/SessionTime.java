package io.kdlab.inspect;

import io.kdlab.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Times as the field writes them: `Wed Feb 28 17:16:23.816 2018 (UTC - 8:00)`.
public final class SessionTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss.SSS uuuu", Locale.ROOT);

    private SessionTime() {}

    /// `instant` in the words of `zone`.
    public static String format(Instant instant, ZoneId zone) {
        ZonedDateTime time = instant.atZone(zone);
        int minutes = time.getOffset().getTotalSeconds() / 60;
        return String.format(
                Locale.ROOT,
                "%s (UTC %s %d:%02d)",
                FORM.format(time),
                minutes < 0 ? "-" : "+",
                Math.abs(minutes) / 60,
                Math.abs(minutes) % 60);
    }

    /// The target's time and how long it is up; this machine's time where the target does not say.
    public static List<String> lines(Target target, Instant now, ZoneId zone) {
        Optional<SharedData> shared = SharedData.of(target);
        Instant time = shared.flatMap(SharedData::systemTime).orElse(now);
        return List.of(
                "Debug session time: " + format(time, zone),
                "System Uptime: "
                        + shared.flatMap(SharedData::uptime)
                                .map(SessionTime::uptime)
                                .orElse("not available"));
    }

    private static String uptime(Duration up) {
        return String.format(
                Locale.ROOT,
                "%d days %d:%02d:%02d.%03d",
                up.toDays(),
                up.toHoursPart(),
                up.toMinutesPart(),
                up.toSecondsPart(),
                up.toMillisPart());
    }
}
