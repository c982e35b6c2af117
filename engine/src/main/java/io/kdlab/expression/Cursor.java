package io.kdlab.expression;

/// A place in one command of a typed line. Columns are those of the whole line, so that an error can point
/// at them.
///
/// Belongs to whoever reads the command; not for sharing between threads.
public final class Cursor {
    private final String line;
    private final int start;
    private final int end;
    private int at;

    /// Reads all of `line`.
    public Cursor(String line) {
        this(line, 0, line.length());
    }

    /// Reads the command that stands in `line` from `start` (inclusive) to `end` (exclusive).
    public Cursor(String line, int start, int end) {
        if (start < 0 || start > end || end > line.length()) {
            throw new IllegalArgumentException("no command from " + start + " to " + end + " in '" + line + "'");
        }
        this.line = line;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /// The column of the next character, in the whole line.
    public int column() {
        return at;
    }

    /// Goes to a column that [#column] returned before.
    public void moveTo(int column) {
        if (column < start || column > end) {
            throw new IllegalArgumentException("column " + column + " is outside " + start + ".." + end);
        }
        at = column;
    }

    /// Goes back to the begin of the command.
    public void rewind() {
        at = start;
    }

    /// The whole command, whatever was read of it.
    public String command() {
        return line.substring(start, end);
    }

    /// What is not read yet.
    public String rest() {
        return line.substring(at, end);
    }

    /// Reads everything that is left.
    public String takeRest() {
        String rest = rest();
        at = end;
        return rest;
    }

    /// Whether nothing is left.
    public boolean atEnd() {
        return at >= end;
    }

    /// Whether nothing but blanks is left.
    public boolean atEndAfterSpaces() {
        skipSpaces();
        return atEnd();
    }

    /// The next character, or NUL at the end.
    public char peek() {
        return peek(0);
    }

    /// The character `ahead` places after the next one, or NUL behind the end.
    public char peek(int ahead) {
        return at + ahead < end ? line.charAt(at + ahead) : '\0';
    }

    /// Reads one character.
    public char next() {
        char next = peek();
        if (at < end) {
            at++;
        }
        return next;
    }

    /// Goes past blanks; true if there were any.
    public boolean skipSpaces() {
        int before = at;
        while (at < end && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at > before;
    }

    /// Whether `text` comes next.
    public boolean startsWith(String text) {
        return line.startsWith(text, at) && at + text.length() <= end;
    }

    /// Reads `text` if it comes next.
    public boolean take(String text) {
        if (!startsWith(text)) {
            return false;
        }
        at += text.length();
        return true;
    }

    /// Reads up to the next blank or the end.
    public String takeWord() {
        skipSpaces();
        int from = at;
        while (at < end && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.substring(from, at);
    }

    /// The next word as a command of its own; this cursor goes behind it.
    public Cursor takeWordAlone() {
        skipSpaces();
        int from = at;
        takeWord();
        return new Cursor(line, from, at);
    }
}
