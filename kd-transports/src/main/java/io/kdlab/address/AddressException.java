package io.kdlab.address;

import java.util.regex.Pattern;

/// A connection string that cannot be used: one line with the text (secrets
/// hidden, control characters shown by number), the column in what was typed, and what would be right.
public final class AddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]");

    private final int column;
    private final String what;

    /// `column` counts from 1 and points at what is wrong; `what` ends with the allowed values where there are
    /// any.
    public AddressException(String text, int column, String what) {
        super("%s: column %d: %s".formatted(printable(Secrets.hide(text)), column, printable(what)));
        this.column = column;
        this.what = what;
    }

    /// What is wrong there and what would be right, without the text and the place.
    public String what() {
        return what;
    }

    /// A line stays one line, and a terminal gets no orders.
    private static String printable(String text) {
        return CONTROL.matcher(text)
                .replaceAll(match -> "<%02x>".formatted((int) match.group().charAt(0)));
    }

    /// Where it is wrong, from 1.
    public int column() {
        return column;
    }
}
