package io.kdlab.capture;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// A journal entry as one line of JSON, flat, all values strings but the position.
final class JournalLine {
    private JournalLine() {}

    static String write(JournalEntry entry) {
        StringBuilder line = new StringBuilder("{\"position\":").append(entry.position());
        field(line, "time", entry.time().toString());
        field(line, "kind", entry.kind());
        field(line, "who", entry.who());
        field(line, "text", entry.text());
        return line.append('}').toString();
    }

    /// Empty for a line that is none of ours: the last one may be cut short by a power cut.
    static Optional<JournalEntry> read(String line) {
        try {
            Map<String, String> fields = FlatJson.read(line);
            return Optional.of(new JournalEntry(
                    Long.parseLong(fields.getOrDefault("position", "")),
                    Instant.parse(fields.getOrDefault("time", "")),
                    fields.getOrDefault("kind", ""),
                    fields.getOrDefault("text", ""),
                    fields.getOrDefault("who", "")));
        } catch (IllegalArgumentException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static void field(StringBuilder line, String name, String value) {
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                default -> {
                    if (c < ' ' || c > '~') {
                        line.append("\\u%04x".formatted((int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
