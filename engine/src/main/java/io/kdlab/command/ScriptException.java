package io.kdlab.command;

/// A command program that cannot go on: a brace is missing, a limit is met. The message is one line for the
/// person.
final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Whether `.catch` must let it pass: what ran into a limit would run into it again.
    private final boolean limit;

    ScriptException(String message) {
        this(message, false);
    }

    private ScriptException(String message, boolean limit) {
        super(message);
        this.limit = limit;
    }

    /// One that ends the whole line.
    static ScriptException limit(String message) {
        return new ScriptException(message, true);
    }

    boolean isLimit() {
        return limit;
    }
}
