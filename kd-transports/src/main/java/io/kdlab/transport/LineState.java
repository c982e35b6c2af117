package io.kdlab.transport;

import java.util.Optional;

/// What a serial port tells of its line. Never guessed: a port without modem lines (a pseudo-terminal) has
/// none.
///
/// @param lines the control lines, where the port has them
/// @param errors what was counted since the port was opened, where its driver counts
public record LineState(Optional<ModemLines> lines, Optional<LineErrors> errors) {
    /// Whether the port tells nothing at all.
    public boolean isBlank() {
        return lines.isEmpty() && errors.isEmpty();
    }

    /// One clause: `lines on: DTR RTS CTS; errors: none`.
    public String text() {
        return "lines on: %s; errors: %s"
                .formatted(
                        lines.map(ModemLines::text).orElse("the port has no modem lines"),
                        errors.map(LineErrors::text).orElse("not counted"));
    }
}
