package io.kdlab.expression;

/// Names as C++ and symbol files write them: `nt!_EPROCESS`, `Outer::Inner`, `Pair<int,char *>`.
final class CppNames {
    private CppNames() {}

    /// Reads the name that comes next; an empty one where none does.
    static String take(Cursor cursor) {
        StringBuilder name = new StringBuilder();
        if (Character.isDigit(cursor.peek())) {
            return "";
        }
        while (isPart(cursor, name)) {
            char next = cursor.next();
            name.append(next);
            if (next == ':') {
                name.append(cursor.next());
            }
            if (cursor.peek() == '<' && !name.isEmpty()) {
                template(cursor, name);
            }
        }
        return name.toString();
    }

    private static boolean isPart(Cursor cursor, StringBuilder before) {
        char c = cursor.peek();
        return c < 0x80 && Character.isLetterOrDigit(c)
                || c == '_'
                || c == '$'
                || c == '!'
                        && cursor.peek(1) != '='
                        && (!before.isEmpty() || isLetter(cursor.peek(1)))
                        && before.indexOf("!") < 0
                || c == '~' && !before.isEmpty() && before.charAt(before.length() - 1) == ':'
                || cursor.startsWith("::");
    }

    private static boolean isLetter(char c) {
        return Character.isLetter(c) || c == '_';
    }

    /// Takes a template's arguments, if what follows closes like one and does not read like a comparison.
    private static void template(Cursor cursor, StringBuilder name) {
        int before = cursor.column();
        int depth = 0;
        StringBuilder text = new StringBuilder();
        do {
            char c = cursor.next();
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == '\0' || "=;|^?\"()".indexOf(c) >= 0 || c == '&' && cursor.peek() == '&') {
                cursor.moveTo(before);
                return;
            }
            text.append(c);
        } while (depth > 0);
        char behind = cursor.peek();
        boolean compares = text.chars().anyMatch(c -> c == '@' || c == '-')
                || Character.isLetterOrDigit(behind)
                || text.length() == 2
                || cursor.startsWith("=");
        if (compares) {
            cursor.moveTo(before);
        } else {
            name.append(text);
        }
    }
}
