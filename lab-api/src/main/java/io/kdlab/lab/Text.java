package io.kdlab.lab;

/// Makes text of strangers safe to put on one line of a message or a log.
public final class Text {
    private Text() {}

    /// Control characters become `?`, and what is longer than the limit is cut with an ellipsis.
    public static String oneLine(String text, int limit) {
        var line = new StringBuilder();
        text.codePoints().limit(limit).forEach(c -> line.appendCodePoint(isControl(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > limit ? line.append('…').toString() : line.toString();
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
