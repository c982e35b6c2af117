package io.kdlab.appliance.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jline.utils.AttributedString;

/// Stops the output of a command at each screenful until the person has read it.
///
/// Only the screen waits. What comes meanwhile is kept here, so that neither the engine nor the target is ever held up;
/// when more is kept than anybody will read, the stop ends by itself. Not thread safe: whoever owns the screen calls
/// it.
final class Pager {
    /// How many lines are kept behind a stop.
    static final int KEPT = 100_000;

    private final Deque<AttributedString> waiting = new ArrayDeque<>();
    private int command;
    private int room;
    private boolean paging;
    private boolean held;
    private boolean dropping;

    /// A command begins whose output is stopped after `rows` rows. Returns its number.
    int begin(int rows) {
        paging = true;
        dropping = false;
        room = rows;
        return ++command;
    }

    /// A command is over. Its prompt comes before that is known here, so the next one may have begun: that goes on.
    void end(int which) {
        if (which == command) {
            end();
        }
    }

    /// Nothing new is stopped until the next command begins. A stop that there is stays.
    void end() {
        paging = false;
        dropping = false;
    }

    /// Whether the person is asked to go on.
    boolean isHeld() {
        return held;
    }

    /// Takes output and returns what may be shown now.
    ///
    /// @param columns of the screen
    List<AttributedString> pass(AttributedString text, int columns) {
        if (dropping) {
            return List.of();
        }
        if (!paging && !held) {
            return List.of(text);
        }
        waiting.addAll(lines(text));
        return waiting.size() > KEPT ? all() : drained(columns);
    }

    /// Goes on for so many rows.
    List<AttributedString> more(int rows, int columns) {
        room = rows;
        held = false;
        return drained(columns);
    }

    /// Goes on without stops until the command is over.
    List<AttributedString> all() {
        paging = false;
        held = false;
        List<AttributedString> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /// Forgets what is kept, and what the command has yet to say.
    void drop() {
        dropping = paging;
        held = false;
        waiting.clear();
    }

    private List<AttributedString> drained(int columns) {
        List<AttributedString> shown = new ArrayList<>();
        while (!waiting.isEmpty() && !held) {
            int rows = Math.max(1, (waiting.getFirst().columnLength() + columns - 1) / Math.max(1, columns));
            if (room <= 0) {
                held = true;
            } else {
                room -= rows;
                shown.add(waiting.removeFirst());
            }
        }
        return shown;
    }

    /// Pieces that end behind a line end each, but for the last perhaps.
    private static List<AttributedString> lines(AttributedString text) {
        List<AttributedString> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                pieces.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            pieces.add(text.substring(start, text.length()));
        }
        return pieces;
    }
}
