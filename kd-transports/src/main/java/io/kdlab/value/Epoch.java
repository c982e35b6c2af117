package io.kdlab.value;

/// The epoch of a lease: a number that only grows, compared at the wire before an acting request's first byte goes out.
public record Epoch(long number) implements Comparable<Epoch> {
    /// Before any lease. Nobody drives under it.
    public static final Epoch NONE = new Epoch(0);

    public Epoch {
        if (number < 0) {
            throw new IllegalArgumentException("an epoch is not negative: " + number);
        }
    }

    /// The epoch that follows this one.
    public Epoch next() {
        return new Epoch(Math.addExact(number, 1));
    }

    /// Whether this epoch came after `other`.
    public boolean isAfter(Epoch other) {
        return number > other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
