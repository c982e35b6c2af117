package io.kdlab.lab;

import org.jspecify.annotations.Nullable;

/// Refuses a request that leaves out what it must say.
public final class Required {
    private Required() {}

    public static String field(String name, @Nullable String value, String example) {
        if (value == null || value.isBlank()) {
            throw new LabException.BadValue("\"%s\" is missing: send JSON such as %s".formatted(name, example));
        }
        return value;
    }

    public static <T> T body(@Nullable T body, String example) {
        if (body == null) {
            throw new LabException.BadValue("the request has no body: send JSON such as " + example);
        }
        return body;
    }
}
