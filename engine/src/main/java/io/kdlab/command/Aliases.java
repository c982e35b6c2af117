package io.kdlab.command;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names that stand for other text in command lines: those that people set (`as`), the ten fixed ones (`$u0` to
/// `$u9`, set by `r $.u0=`), and the automatic ones.
///
/// Text is replaced before it is read as commands: once for a typed line and once more for each block that
/// is entered. What was put in is not looked at again.
public final class Aliases {
    private static final int MOST = 1000;
    private static final int LONGEST_VALUE = 0x10_0000;
    private static final int LONGEST_TEXT = 0x40_0000;
    private static final Map<String, String> AUTOMATIC = Map.of("$ntnsym", "nt", "$ntsym", "nt", "$ntwsym", "nt");
    private static final Pattern TOKEN = Pattern.compile("\\$\\{(?:/([dfnv]):)?([^{}\\s]+)}");
    private static final Pattern FIXED = Pattern.compile("\\$u(\\d)");
    /// A word as aliases see it: it stands between blanks, semicolons and quotation marks.
    private static final Pattern WORD = Pattern.compile("[^\\s;\"]+");
    /// A line that begins so keeps its words, or else `ad name` would delete another name.
    private static final Pattern UNTOUCHED = Pattern.compile("(?s)(as|aS|ad|al)([\\s;].*)?");

    private final Map<String, String> named = new TreeMap<>();
    private final String[] fixed = new String[10];

    Aliases() {
        Arrays.fill(fixed, "");
    }

    /// Names and values that people set, by name.
    Map<String, String> named() {
        return Collections.unmodifiableMap(named);
    }

    /// Sets or replaces one; empty when it was done, else why not.
    Optional<String> set(String name, String value) {
        if (value.length() > LONGEST_VALUE) {
            return Optional.of("The value of alias " + name + " has " + value.length()
                    + " characters; an alias may have " + LONGEST_VALUE);
        }
        if (named.size() >= MOST && !named.containsKey(name)) {
            return Optional.of("There are " + MOST + " aliases already; ad removes one");
        }
        named.put(name, value);
        return Optional.empty();
    }

    /// Removes one; false if there was none.
    boolean remove(String name) {
        return named.remove(name) != null;
    }

    /// Removes all that people set by name.
    void clear() {
        named.clear();
    }

    /// Sets `$u0` to `$u9`.
    void setFixed(int number, String value) {
        fixed[number] = value;
    }

    /// `text` with all its aliases replaced.
    String expand(String text) {
        return expand(text, Map.of());
    }

    /// The same, with names that hold for this text only and come before all others.
    String expand(String text, Map<String, String> own) {
        if (own.isEmpty() && named.isEmpty() && text.indexOf('$') < 0) {
            return text;
        }
        String withFixed = FIXED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(fixed[Integer.parseInt(match.group(1))]));
        if (UNTOUCHED.matcher(withFixed).matches()) {
            return tokens(withFixed, own);
        }
        return bounded(WORD.matcher(withFixed)
                .replaceAll(match -> Matcher.quoteReplacement(
                        value(match.group(), own).orElseGet(() -> tokens(match.group(), own)))));
    }

    /// Replaces `${name}` and its like, where `own` or an alias has a value for the name.
    String tokens(String text, Map<String, String> own) {
        return bounded(TOKEN.matcher(text).replaceAll(match -> Matcher.quoteReplacement(token(match, own))));
    }

    private String token(MatchResult match, Map<String, String> own) {
        Optional<String> value = value(match.group(2), own);
        return switch (match.group(1) == null ? "" : match.group(1)) {
            case "d" -> value.isPresent() ? "1" : "0";
            case "f" -> value.orElse("");
            case "n" -> value.isPresent() ? match.group(2) : match.group();
            case "v" -> match.group();
            default -> value.orElse(match.group());
        };
    }

    private Optional<String> value(String name, Map<String, String> own) {
        return Optional.ofNullable(own.get(name))
                .or(() -> Optional.ofNullable(named.get(name)))
                .or(() -> Optional.ofNullable(AUTOMATIC.get(name)));
    }

    private static String bounded(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new ScriptException("Aliases make the line longer than " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
