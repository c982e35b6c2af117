package io.kdlab.expression;

import io.kdlab.symbol.NamePattern;

/// A pattern as commands and expressions take it; see [NamePattern].
public final class Wildcard {
    private final NamePattern pattern;

    /// Reads the pattern.
    public Wildcard(String text) {
        pattern = NamePattern.of(text);
    }

    /// Whether all of `name` is as the pattern says.
    public boolean matches(String name) {
        return pattern.matches(name);
    }
}
