package io.kdlab.appliance.console;

/// Text that does nothing to a terminal but to stand on it.
final class Printable {
    private Printable() {}

    /// `text` with its control characters spelled out as `^[`; line ends and tabs stay, and the carriage return of a
    /// CRLF goes. What a target prints must not move cursors, name windows or answer for the person.
    static String of(String text) {
        if (text.chars().noneMatch(c -> isControl((char) c))) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isControl(c)) {
                shown.append(c);
            } else if (c >= 0x80) {
                shown.append('?');
            } else if (c != '\r' || i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                shown.append('^').append((char) (c ^ 0x40));
            }
        }
        return shown.toString();
    }

    private static boolean isControl(char c) {
        return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
    }
}
