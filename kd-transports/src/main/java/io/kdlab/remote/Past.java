package io.kdlab.remote;

/// The last of what a session has shown, for newcomers. For one thread at a time.
final class Past {
    /// The most that is kept, in characters.
    private static final int MOST = 256 * 1024;

    private final StringBuilder text = new StringBuilder();

    void add(String more) {
        text.append(more);
        if (text.length() > 2 * MOST) {
            text.delete(0, text.length() - MOST);
        }
    }

    /// The last lines; an unfinished one counts.
    String last(int lines) {
        if (lines == 0) {
            return "";
        }
        int least = Math.max(0, text.length() - MOST);
        int at = text.length() - 1;
        for (int left = lines; at > least; at--) {
            if (text.charAt(at - 1) == '\n' && --left == 0) {
                return text.substring(at);
            }
        }
        return text.substring(least);
    }
}
