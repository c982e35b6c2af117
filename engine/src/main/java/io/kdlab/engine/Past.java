package io.kdlab.engine;

import io.kdlab.session.OutputKind;
import io.kdlab.stub.PastEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How things are shown to somebody who was not there: with the time in front of each line.
final class Past {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Past() {}

    /// `text` with `time` at the beginning of each of its lines.
    static String stamped(String text, Instant time) {
        String stamp = "[" + TIME.format(time) + "] ";
        var lines = new StringBuilder();
        for (String line : text.stripTrailing().split("\n", -1)) {
            lines.append(stamp).append(line.stripTrailing()).append('\n');
        }
        return lines.toString();
    }

    /// A journal's entry as output.
    static EngineOutput output(PastEvent past) {
        OutputKind kind = past.kind().equalsIgnoreCase("print") ? OutputKind.DEBUGGEE : OutputKind.STATUS;
        return new EngineOutput.Text(kind, stamped(past.text(), past.time()), past.time());
    }
}
