package io.kdlab.command;

import io.kdlab.expression.Wildcard;
import java.util.Optional;

/// Which lines of the target's output people see (`.ofilter`). What is left out is kept all the same.
///
/// Targets print lines in pieces; what the first piece of a line decides holds for the whole line. Belongs to the
/// thread that owns the session.
public final class PrintFilter {
    private Optional<Wildcard> pattern = Optional.empty();
    private String text = "";
    private boolean inverted;
    private boolean lineShown = true;

    /// From now on only what `wanted` matches is shown; with `not`, only what it does not match.
    void set(String wanted, boolean not) {
        text = wanted;
        pattern = Optional.of(new Wildcard("*" + wanted + "*"));
        inverted = not;
    }

    /// From now on everything is shown.
    public void clear() {
        pattern = Optional.empty();
        text = "";
    }

    /// What it is, in words.
    String words() {
        return pattern.isEmpty()
                ? "Output filter is not set: everything the target prints is shown"
                : "Only lines that %s\"%s\" are shown".formatted(inverted ? "do not contain " : "contain ", text);
    }

    /// What is shown of `piece`.
    ///
    /// @param begins whether a line begins with it
    public String shown(String piece, boolean begins) {
        if (pattern.isEmpty()) {
            return piece;
        }
        var shown = new StringBuilder();
        boolean first = begins;
        for (int from = 0; from < piece.length(); ) {
            int end = piece.indexOf('\n', from) + 1;
            String part = piece.substring(from, end == 0 ? piece.length() : end);
            if (first) {
                lineShown = pattern.get().matches(part) != inverted;
            }
            if (lineShown) {
                shown.append(part);
            }
            first = true;
            from += part.length();
        }
        return shown.toString();
    }
}
