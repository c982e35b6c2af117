package io.kdlab.address;

/// A connection string that cannot be used: one line with the text (secrets
/// hidden), the column in what was typed, and what would be right.
public final class AddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;
    private final String what;

    /// `column` counts from 1 and points at what is wrong; `what` ends with the allowed values where there are
    /// any.
    public AddressException(String text, int column, String what) {
        super("%s: column %d: %s".formatted(Secrets.hide(text), column, what));
        this.column = column;
        this.what = what;
    }

    /// What is wrong there and what would be right, without the text and the place.
    public String what() {
        return what;
    }

    /// Where it is wrong, from 1.
    public int column() {
        return column;
    }
}
