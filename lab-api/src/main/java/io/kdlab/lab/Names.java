package io.kdlab.lab;

import java.util.regex.Pattern;

/// What a target or a user may be called: something that fits a URL, a command line and a file name unquoted.
public final class Names {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");

    private Names() {}

    /// Returns the name, or refuses it with what is allowed.
    public static String check(String what, String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw new LabException.BadValue(
                    "%s \"%s\" is not allowed: use 1 to 63 letters, digits, . _ @ -, a letter or digit first"
                            .formatted(what, Text.oneLine(name, 80)));
        }
        return name;
    }
}
