package io.kdlab.appliance.console;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jline.reader.impl.history.DefaultHistory;

/// The commands that were typed, for the arrow keys and CTRL+R, kept in a file that only its owner reads (0600).
///
/// What may be a secret never enters it: a line that names a key or a password, and an answer to the target's question.
final class CommandHistory extends DefaultHistory {
    /// How many commands are kept.
    static final int KEPT = 5000;

    private static final Pattern SECRET =
            Pattern.compile("(?i)\\b\\w*(key|password|pwd|token|secret)\\w*\\s*[=:]|-pw\\b");

    private final BooleanSupplier answering;

    /// @param answering whether the line that is typed now is an answer
    CommandHistory(BooleanSupplier answering) {
        this.answering = answering;
    }

    @Override
    public void add(Instant time, String line) {
        if (!answering.getAsBoolean() && isKept(line)) {
            super.add(time, line);
        }
    }

    static boolean isKept(String line) {
        return !line.isBlank() && !SECRET.matcher(line).find();
    }
}
