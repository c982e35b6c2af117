package io.kdlab.address;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A WinDbg connection string taken apart: `scheme:key=value,flag,key=@{nested,string}`.
///
/// Schemes and keys are case-insensitive and kept in lower case; values are kept as written. What keys mean is
/// the reader's business: it calls [#allow(String...)] first, so that a misspelt key is an error and never
/// ignored.
public record ConnectionString(String text, String scheme, List<Parameter> parameters) {
    /// One `key=value` or `flag`; `column` counts from 1.
    public record Parameter(String key, @Nullable String value, int column, int valueColumn) {}

    /// Takes the list over as it is.
    public ConnectionString {
        parameters = List.copyOf(parameters);
    }

    /// Parses, or says in one line what is wrong and where.
    public static ConnectionString parse(String text) {
        return new ConnectionStringParser(text).parse();
    }

    /// Refuses keys other than these.
    public void allow(String... keys) {
        for (Parameter parameter : parameters) {
            if (!Arrays.asList(keys).contains(parameter.key())) {
                throw error(
                        parameter.column(),
                        "unknown key \"%s\"; known: %s".formatted(parameter.key(), known(Arrays.asList(keys))));
            }
        }
    }

    /// Whether the key is there, with a value or without.
    public boolean has(String key) {
        return find(key) != null;
    }

    /// Whether the flag is there; a value behind it is an error.
    public boolean flag(String key) {
        Parameter found = find(key);
        if (found != null && found.value() != null) {
            throw error(found.column(), "\"%s\" takes no value".formatted(key));
        }
        return found != null;
    }

    /// The value, or nothing where the key is absent; a key without a value is an error.
    public Optional<String> value(String key) {
        Parameter found = find(key);
        if (found == null) {
            return Optional.empty();
        }
        String value = found.value();
        if (value == null || value.isEmpty()) {
            throw error(found.column(), "\"%s\" needs a value: %s=…".formatted(key, key));
        }
        return Optional.of(value);
    }

    /// The value of a key that has to be there.
    public String required(String key) {
        return value(key).orElseThrow(() -> error(text.length() + 1, "%s: needs %s=…".formatted(scheme, key)));
    }

    /// Whether the key stands there bare.
    public boolean isFlag(String key) {
        Parameter found = find(key);
        return found != null && found.value() == null;
    }

    /// The connection string inside a value, usually written `key=@{…}`; columns of its errors count in the whole.
    public ConnectionString nested(String key) {
        String inner = required(key);
        try {
            return parse(inner);
        } catch (AddressException e) {
            throw inside(key, e);
        }
    }

    /// An error inside a nested string, told in the whole.
    public AddressException inside(String key, AddressException inner) {
        Parameter found = find(key);
        int start = found == null ? 1 : found.valueColumn();
        int offset = text.startsWith("@{", start - 1) ? 2 : 0;
        return error(start - 1 + offset + inner.column(), inner.what());
    }

    /// The string for people, secrets hidden.
    public String shown() {
        return Secrets.hide(text);
    }

    /// A decimal number within bounds, or nothing where the key is absent.
    public OptionalInt number(String key, int least, int most) {
        Optional<String> value = value(key);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException _) {
            // Told below, with the bounds.
        }
        throw badValue(key, "a number from %d to %d".formatted(least, most));
    }

    /// An error that says which key is missing and what its value is.
    public AddressException missing(String key, String what) {
        return error(text.length() + 1, "%s: needs %s=…: %s".formatted(scheme, key, what));
    }

    /// An error that points at a key's value and names what is allowed.
    public AddressException badValue(String key, String allowed) {
        Parameter found = find(key);
        int column = found == null ? 1 : found.valueColumn();
        String value = found == null ? "" : found.value();
        return error(column, "%s=%s: must be %s".formatted(key, value, allowed));
    }

    /// An error that points at a key.
    public AddressException badKey(String key, String what) {
        Parameter found = find(key);
        return error(found == null ? 1 : found.column(), what);
    }

    /// An error at a column.
    public AddressException error(int column, String what) {
        return new AddressException(text, column, what);
    }

    private @Nullable Parameter find(String key) {
        for (Parameter parameter : parameters) {
            if (parameter.key().equals(key)) {
                return parameter;
            }
        }
        return null;
    }

    private static String known(List<String> keys) {
        return String.join(", ", new TreeSet<>(keys));
    }
}
