package io.kdlab.command;

import io.kdlab.expression.Cursor;
import java.util.ArrayList;
import java.util.List;

/// Text, cut into its commands.
///
/// `;` separates, text in double quotes stays together, `*` makes the rest of the line a comment, `$$` the
/// text up to the next `;`. Control commands reach over their blocks, and some commands take all that
/// follows them.
final class CommandLine {
    private CommandLine() {}

    /// The commands of `line`, in order, comments left out.
    static List<Cursor> split(String line) {
        List<Cursor> commands = new ArrayList<>();
        int at = start(line, 0);
        while (at < line.length() && line.charAt(at) != '*') {
            int end = end(line, at);
            if (!isComment(line, at)) {
                commands.add(new Cursor(line, at, trimmed(line, at, end)));
            }
            at = start(line, end);
        }
        return commands;
    }

    /// Goes past blanks and separators.
    private static int start(String line, int from) {
        int at = from;
        while (at < line.length() && (Character.isWhitespace(line.charAt(at)) || line.charAt(at) == ';')) {
            at++;
        }
        return at;
    }

    private static boolean isComment(String line, int at) {
        return line.startsWith("$$", at) && !line.startsWith("$$<", at) && !line.startsWith("$$>", at);
    }

    /// Blanks at the end of what an alias stands for are part of it.
    private static int trimmed(String line, int at, int end) {
        int last = end;
        while (last > at && Character.isWhitespace(line.charAt(last - 1)) && !takesBlanks(line, at)) {
            last--;
        }
        return last;
    }

    private static boolean takesBlanks(String line, int at) {
        return line.startsWith("as ", at) || line.startsWith("aS ", at);
    }

    /// Where the command that begins at `at` ends.
    static int end(String line, int at) {
        if (line.startsWith("$<", at) || line.startsWith("$><", at)) {
            return line.length();
        }
        if (SymbolPathCommand.takesLine(line.substring(at))) {
            return line.length();
        }
        if (isComment(line, at)) {
            int separator = line.indexOf(';', at);
            return separator < 0 ? line.length() : separator;
        }
        int name = at;
        while (name < line.length()
                && (Character.isLetter(line.charAt(name)) || name == at && line.charAt(name) == '.')) {
            name++;
        }
        Clauses clauses = new Clauses(line, name);
        switch (Clauses.lower(line.substring(at, name))) {
            case ".if" -> If.read(clauses);
            case ".for" -> For.read(clauses);
            case ".while" -> While.read(clauses);
            case ".do" -> DoWhile.read(clauses);
            case ".foreach" -> ForEach.read(clauses);
            case ".block" -> clauses.block(".block");
            case ".catch" -> clauses.block(".catch");
            case "j" -> {
                return line.length();
            }
            case "as" -> {
                return SetAlias.end(line, at, name);
            }
            default -> {
                return Clauses.commandEnd(line, at);
            }
        }
        return clauses.position();
    }
}
