package io.kdlab.breakpoint;

import io.kdlab.session.GoHow;
import io.kdlab.session.StepKind;

/// How the target goes on after a stop.
public sealed interface Proceed {
    /// It stays stopped.
    record Stay() implements Proceed {}

    /// It runs (`g`, `gh`, `gn`).
    record Go(GoHow how) implements Proceed {}

    /// It does what it did before, a step included (`gc`).
    record As() implements Proceed {}

    /// It steps (`p`, `t`, `gu`).
    record Step(StepKind kind) implements Proceed {}

    /// It has left already: it was restarted, or made to fail.
    record Gone() implements Proceed {}

    /// The target goes on freely.
    Proceed GO = new Go(GoHow.DEFAULT);
    /// Nobody wants the stop.
    Proceed AS = new As();
    /// A person is to see it.
    Proceed STAY = new Stay();

    /// The one of two wishes that lets the target do less.
    default Proceed or(Proceed other) {
        return rank() >= other.rank() ? this : other;
    }

    private int rank() {
        return switch (this) {
            case As _ -> 0;
            case Go _ -> 1;
            case Step _ -> 2;
            case Stay _ -> 3;
            case Gone _ -> 4;
        };
    }
}
