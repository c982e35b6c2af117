package io.kdlab.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A command as `/s` is given it: words between spaces, with double quotes around those that have some. No shell
/// reads it; name one to have one (`sh -c "…"` in single quotes of the caller's).
///
/// The names of the debugger's programs are taken in any case, as the documented `remote /s "KD -v" debug` has them.
public record CommandWords(List<String> words) {
    private static final Set<String> OURS =
            Set.of("kd", "cdb", "ntsd", "windbg", "kdsrv", "dbgsrv", "dbengprx", "dbgengprx", "remote");
    private static final List<String> DEBUGGERS = List.of("kd", "dbg", "remoteds", "ntsd", "cdb");

    /// Takes the list over as it is.
    public CommandWords {
        words = List.copyOf(words);
    }

    /// Takes a command apart.
    public static CommandWords parse(String text) throws RemoteException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (char next : text.toCharArray()) {
            if (next == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && Character.isWhitespace(next)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(next);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        if (quoted || words.isEmpty() || words.getFirst().isEmpty()) {
            throw new RemoteException(quoted ? "the command lacks a closing quote: " + text : "the command is empty");
        }
        String program = words.getFirst().toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
        if (OURS.contains(program)) {
            words.set(0, program);
        }
        return new CommandWords(words);
    }

    /// Whether the command has to do with debuggers, so that queries list it unasked.
    public boolean isOfDebuggers() {
        String all = String.join(" ", words).toLowerCase(Locale.ROOT);
        return DEBUGGERS.stream().anyMatch(all::contains);
    }
}
