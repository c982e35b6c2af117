package io.kdlab.command;

import java.util.ArrayList;
import java.util.List;

/// `j`: one of two commands. It takes the rest of the line.
final class Choose extends Program {
    Choose(Interpreter interpreter) {
        super(
                interpreter,
                "j expression ['commands'] ; ['commands']",
                "run the first commands if the value is not zero, else the second; what follows them is ignored",
                "j (@rax == 0) '.echo zero'; 'r rax; r rbx'",
                "j");
    }

    /// Where the expression ends is known only when it is evaluated: all that may be a command counts.
    @Override
    List<String> held(String arguments) {
        List<String> held = new ArrayList<>();
        for (String half : halves(arguments)) {
            int quote = half.indexOf('\'');
            if (quote >= 0) {
                held.add(unquoted(half.substring(quote)));
            } else {
                held.add(half);
                for (int i = half.indexOf(' '); i >= 0; i = half.indexOf(' ', i + 1)) {
                    held.add(half.substring(i + 1));
                }
                for (int i = half.indexOf(')'); i >= 0; i = half.indexOf(')', i + 1)) {
                    held.add(half.substring(i + 1));
                }
            }
        }
        return held;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        long value = arguments.value();
        List<String> halves = halves(arguments.takeRest());
        int chosen = value != 0 ? 0 : 1;
        if (chosen < halves.size()) {
            execute(session, unquoted(halves.get(chosen)));
        }
    }

    /// The text cut at its first `;` outside of quotes, and the second part at its first one.
    private static List<String> halves(String text) {
        List<String> halves = new ArrayList<>();
        int from = 0;
        boolean single = false;
        boolean twice = false;
        for (int i = 0; i < text.length() && halves.size() < 2; i++) {
            char c = text.charAt(i);
            single ^= c == '\'' && !twice;
            twice ^= c == '"' && !single;
            if (c == ';' && !single && !twice) {
                halves.add(text.substring(from, i));
                from = i + 1;
            }
        }
        if (halves.size() < 2) {
            halves.add(text.substring(from));
        }
        return halves;
    }

    private static String unquoted(String text) {
        String plain = text.strip();
        if (!plain.startsWith("'")) {
            return plain;
        }
        int end = plain.indexOf('\'', 1);
        return end < 0 ? plain.substring(1) : plain.substring(1, end);
    }
}
