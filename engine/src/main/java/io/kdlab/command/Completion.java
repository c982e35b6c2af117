package io.kdlab.command;

import java.util.List;

/// What a line could go on with at the cursor.
///
/// @param from where in the line the word begins that a candidate replaces
/// @param candidates by text; at most [Completer#MOST]
/// @param more whether there are others, which more letters of the word would show
public record Completion(int from, List<Candidate> candidates, boolean more) {
    /// One word that could stand there.
    ///
    /// @param about what it is, in a few words; empty where the text says it
    /// @param whole whether the word ends there; `nt!` goes on
    public record Candidate(String text, String about, boolean whole) {}

    /// Copies the candidates.
    public Completion {
        candidates = List.copyOf(candidates);
    }
}
