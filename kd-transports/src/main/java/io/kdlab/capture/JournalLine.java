package io.kdlab.capture;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
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
            Map<String, String> fields = new Reader(line).object();
            return Optional.of(new JournalEntry(
                    Long.parseLong(fields.getOrDefault("position", "")),
                    Instant.parse(fields.getOrDefault("time", "")),
                    fields.getOrDefault("kind", ""),
                    fields.getOrDefault("text", ""),
                    fields.getOrDefault("who", "")));
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeParseException _) {
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

    /// Reads what [#write] wrote; anything else runs out of bounds or yields no number.
    private static final class Reader {
        private final String line;
        private int at = 1;

        Reader(String line) {
            this.line = line;
        }

        Map<String, String> object() {
            Map<String, String> fields = new HashMap<>();
            while (line.charAt(at) != '}') {
                if (line.charAt(at) == ',') {
                    at++;
                }
                String name = string();
                at++;
                fields.put(name, line.charAt(at) == '"' ? string() : number());
            }
            return fields;
        }

        private String number() {
            int start = at;
            while (Character.isDigit(line.charAt(at))) {
                at++;
            }
            return line.substring(start, at);
        }

        private String string() {
            StringBuilder value = new StringBuilder();
            at++;
            while (line.charAt(at) != '"') {
                char c = line.charAt(at++);
                if (c == '\\') {
                    char escaped = line.charAt(at++);
                    if (escaped == 'u') {
                        c = (char) Integer.parseInt(line.substring(at, at + 4), 16);
                        at += 4;
                    } else {
                        c = escaped == 'n' ? '\n' : escaped;
                    }
                }
                value.append(c);
            }
            at++;
            return value.toString();
        }
    }
}
