package io.kdlab.engine;

import io.kdlab.command.PrintFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What the target printed of late, line by line, and which lines people see.
///
/// Belongs to the thread that owns the session.
final class Prints {
    private static final int KEPT_LINES = 2000;
    /// A target that never ends its lines fills no memory.
    private static final int LONGEST_LINE = 4096;

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder open = new StringBuilder();
    private final PrintFilter filter = new PrintFilter();

    PrintFilter filter() {
        return filter;
    }

    /// Keeps `text`, which may be any part of a line or several. What people are shown of it now.
    String printed(String text) {
        boolean begins = open.isEmpty();
        for (char c : text.toCharArray()) {
            if (c == '\n' || open.length() == LONGEST_LINE) {
                end();
            }
            if (c != '\n') {
                open.append(c);
            }
        }
        return filter.shown(text, begins);
    }

    private void end() {
        lines.addLast(open.toString());
        open.setLength(0);
        if (lines.size() > KEPT_LINES) {
            lines.removeFirst();
        }
    }

    List<String> lines() {
        var all = new ArrayDeque<>(lines);
        if (!open.isEmpty()) {
            all.addLast(open.toString());
        }
        return List.copyOf(all);
    }
}
