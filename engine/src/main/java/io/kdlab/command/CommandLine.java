package io.kdlab.command;

import io.kdlab.expression.Cursor;
import java.util.ArrayList;
import java.util.List;

/// A typed line, cut into its commands.
///
/// `;` separates, text in double quotes stays together, `*` makes the rest of the line a comment, `$$` the text
/// up to the next `;`. In paths `;` divides directories, so their commands take all that follows.
final class CommandLine {
    private final List<Cursor> commands = new ArrayList<>();

    private CommandLine() {}

    /// The commands of `line`, in order, comments left out.
    static List<Cursor> split(String line) {
        CommandLine result = new CommandLine();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '*' && line.substring(start, i).isBlank()) {
                return result.commands;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted && !SymbolPathCommand.takesLine(line.substring(start, i))) {
                result.add(line, start, i);
                start = i + 1;
            }
        }
        result.add(line, start, line.length());
        return result.commands;
    }

    private void add(String line, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(line.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(line.charAt(end - 1))) {
            end--;
        }
        if (start < end && !line.startsWith("$$", start)) {
            commands.add(new Cursor(line, start, end));
        }
    }
}
