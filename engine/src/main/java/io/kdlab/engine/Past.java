package io.kdlab.engine;

import io.kdlab.session.OutputKind;
import io.kdlab.stub.PastEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

/// How things are shown to somebody who was not there: with the time in front of each line.
final class Past {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Past() {}

    /// `text` with `time` at the beginning of each of its lines.
    static String stamped(String text, Instant time) {
        String stamp = "[" + TIME.format(time) + "] ";
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        var lines = new StringJoiner("\n", "", text.endsWith("\n") ? "\n" : "");
        for (String line : body.split("\n", -1)) {
            lines.add(stamp + line.stripTrailing());
        }
        return lines.toString();
    }

    /// Whether somebody who comes wants to know it. The rest stays in the journal.
    static boolean isWorthTelling(PastEvent past) {
        return !past.kind().equalsIgnoreCase("link")
                && !past.kind().equalsIgnoreCase("file")
                && !past.kind().equals(LastStand.KIND);
    }

    /// A journal's entry as output.
    static EngineOutput output(PastEvent past) {
        OutputKind kind = past.kind().equalsIgnoreCase("print") ? OutputKind.DEBUGGEE : OutputKind.STATUS;
        String said = kind == OutputKind.DEBUGGEE ? past.text() : past.who() + ": " + past.text();
        String text = said.endsWith("\n") ? said : said + "\n";
        return new EngineOutput.Text(kind, stamped(text, past.time()), past.time());
    }
}
