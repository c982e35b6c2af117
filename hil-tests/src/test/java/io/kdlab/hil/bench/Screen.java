package io.kdlab.hil.bench;

/// What a person reads of what a program wrote: no escape sequences, no status line, and a carriage return starts the
/// line anew.
final class Screen {
    private final String text;
    /// For each character of the text, where it ended in what was written.
    private final int[] origins;

    private Screen(String text, int[] origins) {
        this.text = text;
        this.origins = origins;
    }

    static Screen of(String written) {
        StringBuilder text = new StringBuilder();
        int[] origins = new int[written.length()];
        int line = 0;
        for (int at = 0; at < written.length(); at++) {
            char next = written.charAt(at);
            if (next == '\u001b' && at + 1 < written.length() && written.charAt(at + 1) == '7') {
                at = elsewhere(written, at);
            } else if (next == '\u001b') {
                at = escape(written, at);
            } else if (next == '\r') {
                if (at + 1 < written.length() && written.charAt(at + 1) != '\n') {
                    text.setLength(line);
                }
            } else if (next == '\n' || next == '\t' || next >= ' ') {
                origins[text.length()] = at + 1;
                text.append(next);
                line = next == '\n' ? text.length() : line;
            }
        }
        return new Screen(text.toString(), origins);
    }

    /// The end of what is written elsewhere on the screen, such as a status line: the cursor is kept first and put
    /// back behind it. What has not come back yet is all elsewhere.
    private static int elsewhere(String written, int at) {
        int back = written.indexOf("\u001b8", at);
        return back < 0 ? written.length() - 1 : back + 1;
    }

    /// The last character of the escape sequence that begins at `at`.
    private static int escape(String written, int at) {
        int end = at + 1;
        if (end < written.length() && written.charAt(end) == '[') {
            end++;
            while (end < written.length() && (written.charAt(end) < '@' || written.charAt(end) > '~')) {
                end++;
            }
        }
        return Math.min(end, written.length() - 1);
    }

    String text() {
        return text;
    }

    /// How much was written when the first `end` characters of the text were there.
    int origin(int end) {
        return end == 0 ? 0 : origins[end - 1];
    }
}
