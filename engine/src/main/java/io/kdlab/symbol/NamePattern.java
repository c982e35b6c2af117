package io.kdlab.symbol;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern of names as the field writes it: `*` any text, `?` one character, `[abc]` one of them, `#` the character
/// before it any number of times, `+` at least once, `\` takes the next one as it is. Case does not matter.
public record NamePattern(Pattern regex) {
    /// What `text` means. Every text means something: signs that cannot be meant as such stand for themselves.
    public static NamePattern of(String text) {
        try {
            return compiled(regex(text));
        } catch (PatternSyntaxException _) {
            // `[z-a]`
            StringBuilder regex = new StringBuilder();
            for (char c : text.toCharArray()) {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : quoted(c));
            }
            return compiled(regex.toString());
        }
    }

    private static NamePattern compiled(String regex) {
        return new NamePattern(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    private static String regex(String text) {
        StringBuilder regex = new StringBuilder();
        boolean inSet = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inSet) {
                regex.append(c == ']' || c == '-' ? String.valueOf(c) : quoted(c));
                inSet = c != ']';
            } else if (c == '[' && text.indexOf(']', i) > i + 1) {
                regex.append('[');
                inSet = true;
            } else if (c == '\\' && i + 1 < text.length()) {
                i++;
                regex.append(quoted(text.charAt(i)));
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            case '#' -> repeated(regex, "*", "#");
                            case '+' -> repeated(regex, "+", "\\+");
                            default -> quoted(c);
                        });
            }
        }
        return regex.toString();
    }

    /// A mark of repetition behind another one says nothing more; at the begin it is a character.
    private static String repeated(StringBuilder before, String mark, String alone) {
        if (before.isEmpty()) {
            return alone;
        }
        char last = before.charAt(before.length() - 1);
        return last == '*' || last == '+' ? "" : mark;
    }

    private static String quoted(char c) {
        return Pattern.quote(String.valueOf(c));
    }

    /// Whether all of `name` is as the pattern says.
    public boolean matches(String name) {
        return regex.matcher(name).matches();
    }
}
