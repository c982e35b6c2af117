package io.kdlab.remote;

import io.kdlab.endpoint.EndpointAddress.Pipe;
import java.util.Locale;
import java.util.Optional;

/// What a session is called: unique on its machine, in any case of letters.
public record SessionName(String text) {
    /// Pipes of sessions lie among the others; this tells them apart.
    static final String PREFIX = "remote.";

    /// A name becomes part of a file's name, so it has no more than letters, digits, `.`, `_` and `-`.
    public SessionName {
        if (!text.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no name of a session: up to 64 letters, digits, dots, underscores and hyphens");
        }
    }

    /// Where it is found on its machine.
    public Pipe pipe() {
        return new Pipe(PREFIX + text.toLowerCase(Locale.ROOT), Optional.empty());
    }

    @Override
    public String toString() {
        return text;
    }
}
