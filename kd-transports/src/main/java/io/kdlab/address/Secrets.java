package io.kdlab.address;

import java.util.regex.Pattern;

/// Secrets in connection strings: the values of `password=` and `key=`, at any depth.
public final class Secrets {
    private static final Pattern SECRET = Pattern.compile("(?i)(?<![a-z0-9_-])((?:password|key)=)[^,}]*");

    private Secrets() {}

    /// The text with every secret shown as `****`.
    public static String hide(String text) {
        return SECRET.matcher(text).replaceAll("$1****");
    }
}
