package io.kdlab.expression;

import java.util.regex.Pattern;

/// A pattern of names as the field writes it: `*` any text, `?` one character, `[abc]` one of them, `#` the
/// character before it any number of times, `+` at least once, `\` takes the next one as it is. Case does not
/// matter.
public final class Wildcard {
    private final Pattern pattern;

    /// Reads the pattern.
    public Wildcard(String text) {
        StringBuilder regex = new StringBuilder();
        boolean inSet = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean setCloses = text.indexOf(']', i) > 0;
            if (inSet) {
                regex.append(c == ']' || c == '-' ? String.valueOf(c) : Pattern.quote(String.valueOf(c)));
                inSet = c != ']';
            } else if (c == '[' && setCloses) {
                regex.append('[');
                inSet = true;
            } else if (c == '\\' && i + 1 < text.length()) {
                i++;
                regex.append(Pattern.quote(String.valueOf(text.charAt(i))));
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            case '#' -> repeated(regex, "*", "#");
                            case '+' -> repeated(regex, "+", "\\+");
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /// A mark of repetition behind another one says nothing more; at the begin it is a character.
    private static String repeated(StringBuilder before, String mark, String alone) {
        if (before.isEmpty()) {
            return alone;
        }
        char last = before.charAt(before.length() - 1);
        return last == '*' || last == '+' ? "" : mark;
    }

    /// Whether all of `name` is as the pattern says.
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
