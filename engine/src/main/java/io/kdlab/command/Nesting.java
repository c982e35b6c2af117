package io.kdlab.command;

/// How deep commands run inside commands now, and how many ran since the line began.
///
/// A line that a person typed ends sooner than any of these limits; a program that does not is stopped by
/// them, also when nobody is there to press CTRL+C.
final class Nesting {
    private static final int DEEPEST = 64;
    private static final int MOST_COMMANDS = 2_000_000;

    private int depth;
    private int commands;

    /// Goes one deeper. The outermost begins to count anew.
    void enter() {
        if (depth == 0) {
            commands = 0;
        }
        if (depth == DEEPEST) {
            throw ScriptException.limit(
                    "Commands are nested deeper than " + DEEPEST + " levels; a script that runs itself never ends");
        }
        depth++;
    }

    void leave() {
        depth--;
    }

    /// One more command.
    void count() {
        commands++;
        if (commands > MOST_COMMANDS) {
            throw ScriptException.limit("The line has run " + MOST_COMMANDS + " commands and is stopped");
        }
    }
}
