package io.kdlab.fault;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the rate of a target's traffic in what it looks like at the wrong rate.
///
/// For each rate that a target may have, [BaudModel]s say how likely what came in is. The most likely one
/// is named when it beats both the next one and plain noise clearly; a rate that is not documented must
/// beat the documented ones by more. Two rates whose bits are both longer than a byte of ours look the
/// same; then the higher of them is the limit that is named. Not thread-safe.
public final class BaudDetection {
    /// The documented rates, then those that faster UARTs do.
    public static final List<Integer> RATES =
            List.of(9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_000_000, 1_500_000, 3_000_000);

    /// Fewer symbols than this say nothing.
    public static final int FEWEST = 64;
    /// Fewer than this do not name a rate above the receiver's, of whose bits most are never looked at.
    public static final int FEWEST_FASTER = 512;

    private static final int HIGHEST_DOCUMENTED = 115_200;

    /// By how much the best must fit better than the next, in nats a symbol. Contents that the models were
    /// not taught with make up for less than half of it.
    private static final double CLEAR = 0.1;
    /// What a rate that is not documented must fit better by, in nats a symbol.
    private static final double UNUSUAL = 0.35;
    /// How much worse than noise a symbol may fit, in nats. Real noise fits worse by 2 and more, and a
    /// target that rests between its bytes by less than 1.
    private static final double WORST = -1.4;
    /// A line that repeats itself says nothing.
    private static final int DISTINCT = 2;
    /// Bits a byte has on the line: a low that is longer is a break.
    private static final int FRAME = 10;

    private final int rate;
    private final Map<Integer, List<BaudModel>> models = new HashMap<>();

    private BaudDetection(int rate) {
        this.rate = rate;
    }

    /// For a line that is received at `rate`. Keeps some megabytes once it has been asked.
    public static BaudDetection at(int rate) {
        return new BaudDetection(rate);
    }

    /// Looks at symbols in the form of [LineSample]. The first time takes some tenths of a second: not for
    /// an event loop.
    public BaudGuess guess(int[] symbols) {
        if (symbols.length < FEWEST) {
            return new BaudGuess.NoIdea();
        }
        if (Arrays.stream(symbols).allMatch(symbol -> symbol == LineSample.ERROR)) {
            return onlyBreaks();
        }
        if (Arrays.stream(symbols).distinct().count() < DISTINCT) {
            return new BaudGuess.NoIdea();
        }
        double best = noise(symbols) + WORST * symbols.length;
        double next = Double.NEGATIVE_INFINITY;
        int named = rate;
        for (int candidate : RATES) {
            double fit = fit(candidate, symbols);
            if (fit > best) {
                next = best;
                best = fit;
                named = candidate;
            } else {
                next = Math.max(next, fit);
            }
        }
        boolean clear = best - next > CLEAR * symbols.length;
        boolean enough = named < rate || symbols.length >= FEWEST_FASTER;
        return named != rate && clear && enough ? new BaudGuess.Rate(named) : new BaudGuess.NoIdea();
    }

    /// How well the symbols fit a rate, in nats, with whichever habit of the receiver fits better.
    private double fit(int candidate, int[] symbols) {
        List<BaudModel> both = models.computeIfAbsent(
                candidate,
                sentAt -> Arrays.stream(Uart.AfterError.values())
                        .map(habit -> BaudModel.of(sentAt, rate, habit))
                        .toList());
        double fit =
                both.stream().mapToDouble(model -> model.fit(symbols)).max().orElseThrow();
        boolean unusual = candidate > HIGHEST_DOCUMENTED && candidate != rate;
        return unusual ? fit - UNUSUAL * symbols.length : fit;
    }

    private BaudGuess onlyBreaks() {
        List<Integer> slow =
                RATES.stream().filter(candidate -> candidate * FRAME < rate).toList();
        return switch (slow.size()) {
            case 0 -> new BaudGuess.NoIdea();
            case 1 -> new BaudGuess.Rate(slow.getFirst());
            default -> new BaudGuess.AtMost(slow.getLast());
        };
    }

    /// How well the symbols fit bytes of pure chance, of which as many have errors as have.
    private static double noise(int[] symbols) {
        double errors = Arrays.stream(symbols)
                        .filter(symbol -> symbol >= LineSample.ERROR)
                        .count()
                + 0.5;
        double share = errors / (symbols.length + 1);
        return symbols.length * (share * Math.log(share) + (1 - share) * Math.log(1 - share) - Math.log(256));
    }
}
