package io.kdlab.address;

import io.kdlab.address.ConnectionString.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads `scheme:part,part…`; a part is `key`, `key=value` or `key=@{text with balanced braces}`.
final class ConnectionStringParser {
    private final String text;
    private int at;

    ConnectionStringParser(String text) {
        this.text = text;
    }

    /// Where the first control character is, from 1; 0 without one. None is part of any address.
    static int controlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    ConnectionString parse() {
        int control = controlCharacter(text);
        if (control > 0) {
            throw error(control, "a control character is here; take it out");
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw error(1, "no scheme; write scheme:key=value,… such as com:port=/dev/ttyS0,baud=115200");
        }
        String scheme = text.substring(0, colon);
        if (!isWord(scheme)) {
            throw error(1, "\"%s\" is no scheme; letters and digits only".formatted(scheme));
        }
        List<Parameter> parameters = new ArrayList<>();
        at = colon + 1;
        if (at < text.length()) {
            parameters.add(part(parameters));
            while (at < text.length()) {
                at++;
                parameters.add(part(parameters));
            }
        }
        return new ConnectionString(text, scheme.toLowerCase(Locale.ROOT), parameters);
    }

    private Parameter part(List<Parameter> before) {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != ',') {
            at++;
        }
        String key = text.substring(start, at).toLowerCase(Locale.ROOT);
        if (!isWord(key)) {
            throw error(start + 1, key.isEmpty() ? "a key is missing here" : "\"%s\" is no key".formatted(key));
        }
        if (before.stream().anyMatch(other -> other.key().equals(key))) {
            throw error(start + 1, "\"%s\" is there twice".formatted(key));
        }
        if (at == text.length() || text.charAt(at) == ',') {
            return new Parameter(key, null, start + 1, start + 1);
        }
        at++;
        int valueColumn = at + 1;
        return new Parameter(key, text.startsWith("@{", at) ? nested() : plain(), start + 1, valueColumn);
    }

    private String plain() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',') {
            at++;
        }
        return text.substring(start, at);
    }

    private String nested() {
        int open = at;
        int depth = 0;
        for (at = open + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                at++;
                if (at < text.length() && text.charAt(at) != ',') {
                    throw error(at + 1, "a comma or the end must follow the closing brace");
                }
                return text.substring(open + 2, at - 1);
            }
        }
        throw error(open + 1, "the brace opened here is never closed");
    }

    private static boolean isWord(String word) {
        return !word.isEmpty()
                && word.chars().allMatch(c -> c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
    }

    private AddressException error(int column, String what) {
        return new AddressException(text, column, what);
    }
}
