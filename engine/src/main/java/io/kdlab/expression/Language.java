package io.kdlab.expression;

import java.util.Locale;
import java.util.Optional;

/// How an expression is read.
public enum Language {
    MASM("MASM", "Microsoft Assembler expressions"),
    CPP("C++", "C++ source expressions");

    private final String word;
    private final String description;

    Language(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /// By the word that people type.
    public static Optional<Language> named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "masm" -> Optional.of(MASM);
            case "c++" -> Optional.of(CPP);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return word + " - " + description;
    }
}
