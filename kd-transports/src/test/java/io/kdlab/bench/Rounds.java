package io.kdlab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// Several runs of one measurement: median and spread, so that nobody compares two lucky numbers.
record Rounds(List<Double> sorted) {
    private static final int ROUNDS = 7;

    /// Runs once to warm up, then seven times.
    static Rounds of(Callable<Double> measurement) throws Exception {
        measurement.call();
        List<Double> results = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            results.add(measurement.call());
        }
        return new Rounds(results.stream().sorted().toList());
    }

    double median() {
        return sorted.get(sorted.size() / 2);
    }

    /// `median (least to most)`.
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,.0f (%,.0f to %,.0f)", median(), sorted.getFirst(), sorted.getLast());
    }
}
