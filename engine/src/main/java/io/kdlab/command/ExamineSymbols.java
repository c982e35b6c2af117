package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Symbols;
import java.util.List;

/// `x`: symbols by pattern.
final class ExamineSymbols extends Command {
    private static final int MOST = 10_000;

    ExamineSymbols() {
        super(
                Role.OBSERVE,
                "x module!pattern",
                "list the symbols whose names match; * and ? stand for any text and any character",
                "x nt!Ke*Crash*",
                "x");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String pattern = arguments.takeWord();
        arguments.end();
        int mark = pattern.indexOf('!');
        if (mark <= 0 || mark == pattern.length() - 1) {
            throw arguments.refusal("x needs module!pattern, as in x nt!*Crash*; '" + pattern + "' has not both parts");
        }
        List<Symbols.Match> found = session.symbols().matching(pattern, MOST);
        if (found.isEmpty()) {
            throw arguments.refusal("x: no symbol matches '" + pattern + "'");
        }
        for (Symbols.Match match : found) {
            session.out().line(row(match));
        }
        if (found.size() == MOST) {
            session.out().line("(the first " + MOST + "; a narrower pattern shows the others)");
        }
    }

    private static String row(Symbols.Match match) {
        String what = switch (match.symbol().kind()) {
            case DATA -> " = <no type information>";
            case PROCEDURE, PUBLIC, EXPORT -> " (<no parameter info>)";
        };
        return match.address() + " " + match + what;
    }
}
