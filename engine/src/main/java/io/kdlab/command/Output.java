package io.kdlab.command;

import io.kdlab.session.OutputKind;
import java.util.Locale;

/// Where a command's text goes.
@FunctionalInterface
public interface Output {
    /// Shows `text` as it is; whoever writes ends the lines.
    void write(OutputKind kind, String text);

    /// Shows one line of ordinary output.
    default void line(String text) {
        write(OutputKind.NORMAL, text + "\n");
    }

    /// Shows formatted ordinary output; `format` ends its lines itself.
    default void print(String format, Object... values) {
        write(OutputKind.NORMAL, String.format(Locale.ROOT, format, values));
    }

    /// Shows one line that says what could not be done.
    default void error(String text) {
        write(OutputKind.ERROR, text + "\n");
    }
}
