package io.kdlab.appliance.console;

import java.nio.file.Path;
import java.util.Map;

/// How a console behaves towards its person.
///
/// @param history the file that typed commands are kept in from one session to the next
/// @param colour whether kinds of output differ in colour
/// @param paged whether long output stops at each screenful
public record ConsoleOptions(Path history, boolean colour, boolean paged) {
    /// What a person wants who says nothing: colour, unless the environment asks for none (`NO_COLOR` with any value,
    /// see no-color.org), and pages.
    public static ConsoleOptions of(Path home, Map<String, String> environment) {
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new ConsoleOptions(home.resolve("history"), !plain, true);
    }

    /// The same without colour.
    public ConsoleOptions withoutColour() {
        return new ConsoleOptions(history, false, paged);
    }

    /// The same without stops.
    public ConsoleOptions withoutPages() {
        return new ConsoleOptions(history, colour, false);
    }
}
