package io.kdlab.capture;

import java.util.HashMap;
import java.util.Map;

/// Reads a line that is one JSON object: its strings, numbers and words by name; objects and lists in it are
/// passed over. Lenient about what a JSON parser would refuse; total: a line it cannot make sense of is an
/// exception of one kind.
final class FlatJson {
    private static final int DEEPEST = 64;

    private final String line;
    private int at;

    private FlatJson(String line) {
        this.line = line;
    }

    /// @throws IllegalArgumentException for a line that is not whole
    static Map<String, String> read(String line) {
        try {
            return new FlatJson(line).object();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a line that ends too early", e);
        }
    }

    private Map<String, String> object() {
        Map<String, String> fields = new HashMap<>();
        expect('{');
        while (next() != '}') {
            if (next() == ',') {
                at++;
            }
            next();
            String name = string();
            expect(':');
            switch (next()) {
                case '"' -> fields.put(name, string());
                case '{', '[' -> skip();
                default -> fields.put(name, word());
            }
        }
        return fields;
    }

    /// The next character that is no blank; it stays.
    private char next() {
        while (Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.charAt(at);
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw new IllegalArgumentException(
                    "'" + line.charAt(at) + "' where '" + wanted + "' belongs, column " + at);
        }
        at++;
    }

    private String word() {
        int start = at;
        while ("+-.".indexOf(line.charAt(at)) >= 0 || Character.isLetterOrDigit(line.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new IllegalArgumentException("'" + line.charAt(at) + "' where a value belongs, column " + at);
        }
        return line.substring(start, at);
    }

    private void skip() {
        int depth = 0;
        do {
            switch (next()) {
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case '"' -> string();
                default -> at++;
            }
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("nested deeper than " + DEEPEST + ", column " + at);
            }
        } while (depth > 0);
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        expect('"');
        while (line.charAt(at) != '"') {
            char c = line.charAt(at++);
            value.append(c == '\\' ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = line.charAt(at++);
        return switch (c) {
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(line.substring(at - 4, at), 16);
            }
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
