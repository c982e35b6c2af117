package io.kdlab.command;

import io.kdlab.inspect.TypeDisplay;
import io.kdlab.inspect.TypeWords;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.Symbols.Match;
import io.kdlab.symbol.type.Type;
import java.util.Locale;
import java.util.Optional;

/// The variables and types that `dt` finds for a pattern: those with an address are variables.
record TypeList(CommandSession session, TypeRequest request) {
    private static final int MOST = 10_000;

    void list(String pattern) {
        Symbols symbols = session.symbols();
        boolean sizes = request.display().verbose();
        if (sizes) {
            String only = request.size().isPresent()
                    ? ", Size = 0x" + Long.toHexString(request.size().getAsLong())
                    : "";
            session.out().line("Enumerating symbols matching " + pattern + only);
            session.out().line("Address   Size Symbol");
        }
        if (!request.typesOnly()) {
            for (Match match : symbols.matching(pattern, MOST)) {
                session.checkCancelled();
                Optional<Type> type = symbols.typeOf(match).filter(found -> !(found instanceof Type.Function));
                type.filter(this::isWanted)
                        .ifPresent(found -> row(match.address().toString(), found, match.toString()));
            }
        }
        for (String name : symbols.typeNames(pattern, MOST)) {
            session.checkCancelled();
            if (!sizes && request.size().isEmpty() && !request.detailed()) {
                session.out().line("          " + name);
                continue;
            }
            symbols.type(name)
                    .map(Symbols.TypeMatch::type)
                    .filter(this::isWanted)
                    .ifPresent(type -> {
                        row("        ", type, name);
                        detail(type);
                    });
        }
    }

    private void detail(Type type) {
        if (request.detailed()) {
            session.out().line(TypeWords.verbose(type));
            new TypeDisplay(0, true, false, TypeDisplay.Layout.USUAL)
                    .write(type, Optional.empty(), session.target(), session.out()::line);
        }
    }

    private boolean isWanted(Type type) {
        return request.size().isEmpty() || request.size().getAsLong() == type.size();
    }

    private void row(String address, Type type, String name) {
        session.out()
                .line(
                        request.display().verbose()
                                ? String.format(Locale.ROOT, "%s   %03x %s", address, type.size(), name)
                                : address + "  " + name);
    }
}
