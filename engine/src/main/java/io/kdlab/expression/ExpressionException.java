package io.kdlab.expression;

/// A command line that cannot be understood, with the place where understanding ended.
///
/// The message is the line that the field's debuggers print, without the column; [#column] is where a `^`
/// belongs.
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int column;
    private final boolean pointed;

    private ExpressionException(String message, int column, boolean pointed) {
        super(message);
        this.column = column;
        this.pointed = pointed;
    }

    /// `Syntax error in 'command'` and its like: shown with a `^` under the column.
    public static ExpressionException in(String what, Cursor cursor) {
        return new ExpressionException(what + " error in '" + cursor.command() + "'", cursor.column(), true);
    }

    /// `Couldn't resolve error at 'name'` and its like: the text from `column` on says where.
    public static ExpressionException at(String what, Cursor cursor, int column) {
        cursor.moveTo(column);
        return new ExpressionException(what + " error at '" + cursor.rest() + "'", column, false);
    }

    /// A line of its own words, without a `^`.
    public static ExpressionException of(String message, Cursor cursor) {
        return new ExpressionException(message, cursor.column(), false);
    }

    /// The same, without a `^`: for text that nobody sees.
    public ExpressionException unpointed() {
        return pointed ? new ExpressionException(String.valueOf(getMessage()), column, false) : this;
    }

    /// The column in the typed line, from zero.
    public int column() {
        return column;
    }

    /// Whether a `^` helps: the message quotes the whole command, not the place.
    public boolean pointed() {
        return pointed;
    }
}
