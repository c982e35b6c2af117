package io.kdlab.address;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// How often something goes wrong on a wire, in parts of 1000 chunks (a chunk is what one read or write carries).
/// Written in parts of 1000 (`loss=20`) or per cent (`loss=2%`, `loss=0.5%`).
///
/// @param loss the chunk does not arrive
/// @param duplicate it arrives twice
/// @param delay it, and what follows, arrives late
/// @param flip one of its bits is turned
/// @param truncate its end is cut off
public record FaultRates(int loss, int duplicate, int delay, int flip, int truncate) {
    /// Nothing goes wrong.
    public static final FaultRates NONE = new FaultRates(0, 0, 0, 0, 0);

    /// The keys, in the order of the components.
    static final List<String> KEYS = List.of("loss", "duplicate", "delay", "flip", "truncate");

    private static final int WHOLE = 1000;

    static FaultRates of(ConnectionString string) {
        ToIntFunction<String> rate = key -> rate(string, key);
        return new FaultRates(
                rate.applyAsInt("loss"),
                rate.applyAsInt("duplicate"),
                rate.applyAsInt("delay"),
                rate.applyAsInt("flip"),
                rate.applyAsInt("truncate"));
    }

    private static int rate(ConnectionString string, String key) {
        String value = string.value(key).orElse("0");
        try {
            int parts = value.endsWith("%")
                    ? Math.toIntExact(Math.round(Double.parseDouble(value.substring(0, value.length() - 1)) * 10))
                    : Integer.parseInt(value);
            if (parts >= 0 && parts <= WHOLE) {
                return parts;
            }
        } catch (NumberFormatException | ArithmeticException _) {
            // Told below.
        }
        throw string.badValue(key, "a number from 0 to 1000 (parts of 1000), or per cent such as 2% or 0.5%");
    }

    /// `loss=1%,flip=0.5%`: what is not zero; empty when nothing goes wrong.
    String text() {
        int[] rates = {loss, duplicate, delay, flip, truncate};
        List<String> words = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            if (rates[i] > 0) {
                String tenths = rates[i] % 10 == 0 ? "" : "." + rates[i] % 10;
                words.add(KEYS.get(i) + "=" + rates[i] / 10 + tenths + "%");
            }
        }
        return String.join(",", words);
    }
}
