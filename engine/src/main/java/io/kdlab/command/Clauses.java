package io.kdlab.command;

import java.util.Locale;
import java.util.Optional;

/// Reads the parts of a control command: `( … )`, `{ … }` and the words between them.
///
/// Braces and parentheses inside quotation marks do not count, nor do those of `${name}`. Between the
/// parts, line ends and semicolons are blanks: a script file's lines are joined by semicolons wherever they
/// end.
final class Clauses {
    private final String text;
    private int at;

    Clauses(String text, int at) {
        this.text = text;
        this.at = at;
    }

    Clauses(String text) {
        this(text, 0);
    }

    /// Where the next part begins.
    int position() {
        return at;
    }

    /// Whether nothing follows but blanks.
    boolean atEnd() {
        skip();
        return at >= text.length();
    }

    private void skip() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';')) {
            at++;
        }
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /// Reads `word` if it comes next and ends there.
    boolean take(String word) {
        int before = at;
        skip();
        int end = at + word.length();
        boolean found = text.regionMatches(true, at, word, 0, word.length())
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        at = found ? end : before;
        return found;
    }

    /// Reads up to the next blank, parenthesis or brace.
    String word() {
        skip();
        int from = at;
        while (at < text.length() && " \t\r\n;(){}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /// What stands between the next `(` and the `)` that belongs to it.
    String parenthesis(String owner) {
        skip();
        return inside('(', owner);
    }

    /// A condition: what stands before the `{`, or in parentheses when no brace follows.
    String condition(String owner) {
        skip();
        int from = at;
        int brace = plainEnd(text, at);
        if (brace < text.length() && text.charAt(brace) == '{') {
            at = brace;
            return text.substring(from, at).replaceFirst("[;\\s]+$", "");
        }
        return inside('(', owner);
    }

    /// What stands in braces; without them the one command that comes next.
    String body(String owner) {
        int before = at;
        skip();
        if (at < text.length() && text.charAt(at) == '{') {
            return inside('{', owner);
        }
        at = before;
        skipBlanks();
        int from = at;
        at = CommandLine.end(text, at);
        if (text.substring(from, at).isBlank()) {
            throw new ScriptException(owner + " needs commands in braces");
        }
        return text.substring(from, at);
    }

    /// What stands in braces.
    String block(String owner) {
        skip();
        return inside('{', owner);
    }

    /// Text in double quotes, if it comes next.
    Optional<String> quoted() {
        skip();
        if (at >= text.length() || text.charAt(at) != '"') {
            return Optional.empty();
        }
        int from = at + 1;
        int end = quoteEnd(text, at);
        at = Math.min(text.length(), end + 1);
        return Optional.of(text.substring(from, Math.min(end, text.length())));
    }

    private String inside(char open, String owner) {
        if (at >= text.length() || text.charAt(at) != open) {
            throw new ScriptException(owner + " needs " + (open == '{' ? "commands in braces" : "( and )"));
        }
        int close = close(text, at);
        if (close < 0) {
            throw new ScriptException("The '" + open + "' of " + owner + " is not closed");
        }
        String found = text.substring(at + 1, close);
        at = close + 1;
        return found;
    }

    /// The place of the bracket that belongs to the one at `open`, or -1.
    private static int close(String text, int open) {
        char opening = text.charAt(open);
        char closing = opening == '{' ? '}' : ')';
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = quoteEnd(text, i);
            } else if (c == opening) {
                depth++;
            } else if (c == closing && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /// The place of the quotation mark that ends the text begun at `open`, or the text's end. `\"` does not
    /// end it.
    static int quoteEnd(String text, int open) {
        int i = open + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' && text.startsWith("\"", i + 1) ? 2 : 1;
        }
        return Math.min(i, text.length());
    }

    /// The next `;` or `{` from `from` on that is not quoted, nor a part of `${name}`; the text's end if
    /// there is none.
    private static int plainEnd(String text, int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                i = quoteEnd(text, i);
            } else if (text.startsWith("${", i)) {
                int close = close(text, i + 1);
                i = close < 0 ? i : close;
            } else if (c == ';' || c == '{') {
                if (c == '{' || !braceFollows(text, i)) {
                    return i;
                }
            }
            i++;
        }
        return text.length();
    }

    /// Whether nothing but blanks and semicolons stand before the next `{`.
    private static boolean braceFollows(String text, int from) {
        Clauses behind = new Clauses(text, from);
        behind.skip();
        return behind.at < text.length() && text.charAt(behind.at) == '{';
    }

    /// The end of a command of no particular form: the next `;` outside quotation marks and braces.
    static int commandEnd(String text, int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = quoteEnd(text, i);
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth = Math.max(0, depth - 1);
            } else if (c == ';' && depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    /// The word of a control command as it is compared.
    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
