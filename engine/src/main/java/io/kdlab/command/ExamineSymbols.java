package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Symbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `x`: symbols by pattern.
final class ExamineSymbols extends Command {
    private static final int MOST = 10_000;
    private static final String LETTERS = "012DaAnNsSztvfdpqi";

    ExamineSymbols() {
        super(
                Role.OBSERVE,
                "x [/t] [/v] [/0 | /1 | /2] [/a | /A | /n | /N | /s | /S] [/f | /d] [/p] [/q] module!pattern",
                "list the symbols whose names match (* any text, ? any character); /t types, /v kinds and sizes, /0 /1 /2"
                        + " addresses, names or both alone, /a /n /s sorted by address, name or size (capital: downwards),"
                        + " /f functions, /d data",
                "x /t /v nt!Ke*Crash*",
                "x");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        StringBuilder options = new StringBuilder();
        while (arguments.take("/")) {
            String letters = arguments.takeName();
            if (letters.isEmpty() || !letters.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
                throw arguments.refusal("Invalid switch '/" + letters + "'");
            }
            options.append(letters);
        }
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
        String letters = options.toString();
        chosen(session, letters, found).forEach(match -> {
            session.checkCancelled();
            session.out().line(row(session, letters, match));
        });
        if (found.size() == MOST) {
            session.out().line("(the first " + MOST + "; a narrower pattern shows the others)");
        }
    }

    private static Stream<Symbols.Match> chosen(CommandSession session, String options, List<Symbols.Match> found) {
        Stream<Symbols.Match> chosen = found.stream()
                .filter(match -> !has(options, 'f') || match.symbol().kind() == ImageSymbol.Kind.PROCEDURE)
                .filter(match -> !has(options, 'd') || match.symbol().kind() == ImageSymbol.Kind.DATA);
        Comparator<Symbols.Match> order = (_, _) -> 0;
        for (char letter : options.toCharArray()) {
            order = order(session.symbols(), letter).orElse(order);
        }
        return chosen.sorted(order);
    }

    private static Optional<Comparator<Symbols.Match>> order(Symbols symbols, char letter) {
        Optional<Comparator<Symbols.Match>> upwards = switch (Character.toLowerCase(letter)) {
            case 'a' -> Optional.of(Comparator.comparing(Symbols.Match::address));
            case 'n' -> Optional.of(Comparator.comparing(Symbols.Match::toString));
            case 's', 'z' -> Optional.of(Comparator.comparingLong(match -> SymbolRow.size(symbols, match)));
            default -> Optional.empty();
        };
        return upwards.map(order -> Character.isUpperCase(letter) ? order.reversed() : order);
    }

    private static boolean has(String options, char letter) {
        return options.indexOf(letter) >= 0;
    }

    private static String row(CommandSession session, String options, Symbols.Match match) {
        String name = has(options, 'q') ? "@!\"" + match + "\"" : match.toString();
        if (has(options, '0')) {
            return match.address().toString();
        }
        if (has(options, '1')) {
            return name;
        }
        if (has(options, '2')) {
            return match.address() + " " + name;
        }
        String rest = SymbolRow.value(session, match);
        String type = has(options, 't') ? SymbolRow.type(session.symbols(), match) + " " : "";
        String kind = has(options, 'v') ? kind(match) + " " : "";
        String size =
                has(options, 'v') ? String.format(Locale.ROOT, "%4x ", SymbolRow.size(session.symbols(), match)) : "";
        return kind + match.address() + " " + size + type + name
                + (has(options, 'p') ? rest.replaceFirst("^ \\(", "(") : rest);
    }

    /// Private or public symbols, and what it is.
    private static String kind(Symbols.Match match) {
        return switch (match.symbol().kind()) {
            case PROCEDURE -> "prv func  ";
            case DATA -> "prv global";
            case PUBLIC, EXPORT -> "pub global";
        };
    }
}
