package io.kdlab.symbol;

import io.kdlab.value.Address;
import java.util.Optional;
import java.util.function.Function;

/// A part of an image that may be there, not be there, or lie in memory that cannot be read (paged out,
/// discarded).
public sealed interface Piece<T> {
    record Found<T>(T value) implements Piece<T> {}

    /// The image has none, or what it has is no such thing; `why` says it in one line.
    record Absent<T>(String why) implements Piece<T> {}

    /// It may exist, but the memory at `at` cannot be read.
    record Hole<T>(Address at) implements Piece<T> {}

    /// The value, where there is one.
    default Optional<T> toOptional() {
        return this instanceof Found<T>(var found) ? Optional.of(found) : Optional.empty();
    }

    /// Why there is no value, in one line; empty when there is one.
    default String trouble() {
        return switch (this) {
            case Found<T> _ -> "";
            case Absent<T>(var why) -> why;
            case Hole<T>(var at) -> "memory at " + at + " cannot be read";
        };
    }

    /// What `next` makes of the value; the same trouble where there is none.
    default <R> Piece<R> then(Function<T, Piece<R>> next) {
        return switch (this) {
            case Found<T>(var found) -> next.apply(found);
            case Absent<T>(var why) -> new Absent<>(why);
            case Hole<T>(var at) -> new Hole<>(at);
        };
    }
}
