package io.kdlab.hil.guest;

import java.util.Locale;

/// One line between host and guest: `NUMBER VERB TEXT`, line ends in the text escaped.
///
/// @param run which run it belongs to; 0 is the agent itself
record GuestLine(int run, Verb verb, String text) {
    /// What a line says.
    enum Verb {
        /// Guest, once: the agent listens.
        READY,
        /// Host: run a [GuestProgram]; the text is its class and its arguments, a line each.
        RUN,
        /// Host: run a script by bash.
        SHELL,
        /// Both ways: what program and test tell each other.
        SAY,
        /// Guest: the end, which was good; the text is a script's output.
        DONE,
        /// Guest: the end, which was bad; the text says why.
        FAILED
    }

    static GuestLine parse(String line) {
        String[] parts = line.split(" ", 3);
        return new GuestLine(
                Integer.parseInt(parts[0]),
                Verb.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                parts[2].translateEscapes());
    }

    String line() {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return "%d %s %s%n".formatted(run, verb.name().toLowerCase(Locale.ROOT), escaped);
    }
}
