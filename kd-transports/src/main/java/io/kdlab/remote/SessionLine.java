package io.kdlab.remote;

import java.util.Locale;

/// A line that somebody typed: for the program, or for the session itself (`@H`, `@M`, `@P`, `@Q`, `@K`).
sealed interface SessionLine {
    /// What CTRL+C is on the way to the server: a line of this one character.
    String INTERRUPT = "\u0003";

    /// For the program.
    record Input(String text) implements SessionLine {}

    /// CTRL+C.
    record Interrupt() implements SessionLine {}

    /// `@H`.
    record Help() implements SessionLine {}

    /// `@M text`: to all.
    record Message(String text) implements SessionLine {}

    /// `@P text`: to all, and so that it is noticed at the server.
    record PopUp(String text) implements SessionLine {}

    /// `@Q`: leaves; clients only.
    record Leave() implements SessionLine {}

    /// `@K`: ends the session for all; server only.
    record End() implements SessionLine {}

    /// `@` and something that is not known.
    record Unknown(String text) implements SessionLine {}

    /// Reads a line without its end.
    static SessionLine parse(String line) {
        if (line.equals(INTERRUPT)) {
            return new Interrupt();
        }
        if (!line.startsWith("@") || line.length() < 2) {
            return new Input(line);
        }
        String rest = line.substring(2).strip();
        return switch (line.substring(1, 2).toLowerCase(Locale.ROOT)) {
            case "@" -> new Input(line.substring(1));
            case "h" -> new Help();
            case "m" -> new Message(rest);
            case "p" -> new PopUp(rest);
            case "q" -> new Leave();
            case "k" -> new End();
            default -> new Unknown(line);
        };
    }

    /// What `@H` shows.
    static String help() {
        return """
            @M text   a message to everybody
            @P text   the same, with a bell at the server
            @Q        leaves the session (clients)
            @K        ends it for everybody (server)
            @H        this
            @@text    the line @text for the program
            """;
    }
}
