package io.kdlab.address;

import java.util.Map;

/// Numbers in variables of the environment.
final class Variable {
    private Variable() {}

    /// A decimal number within bounds, or `absent` where the variable is not set.
    static int number(Map<String, String> environment, String name, int least, int most, int absent) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw error(name, text, "a number from %d to %d".formatted(least, most));
    }

    static AddressException error(String name, String value, String allowed) {
        String text = name + "=" + value;
        return new AddressException(text, name.length() + 2, "must be " + allowed);
    }
}
