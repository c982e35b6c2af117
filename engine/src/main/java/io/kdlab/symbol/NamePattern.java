package io.kdlab.symbol;

import java.util.regex.Pattern;

/// A name with `*` and `?`, upper and lower case alike.
public record NamePattern(Pattern regex) {
    /// What `text` stands for.
    public static NamePattern of(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new NamePattern(Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /// Whether all of `name` is meant.
    public boolean matches(String name) {
        return regex.matcher(name).matches();
    }
}
