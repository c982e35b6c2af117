package io.kdlab.symbol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/// The few of many things that were used last, by number; others are made again when they are needed.
final class Recent<T> {
    private final Map<Integer, T> known;

    /// @param most that are kept
    Recent(int most) {
        known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, T> eldest) {
                return size() > most;
            }
        };
    }

    synchronized T get(int number, IntFunction<T> make) {
        T value = known.get(number);
        if (value == null) {
            value = make.apply(number);
            known.put(number, value);
        }
        return value;
    }
}
