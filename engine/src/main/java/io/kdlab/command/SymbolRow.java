package io.kdlab.command;

import io.kdlab.inspect.ValueText;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import java.util.List;
import java.util.Optional;

/// What `x` and `ln` say of a symbol behind its name.
final class SymbolRow {
    private SymbolRow() {}

    /// The parameters of a function; nothing of a datum.
    static String suffix(Symbols symbols, Symbols.Match match) {
        return switch (match.symbol().kind()) {
            case DATA -> symbols.typeOf(match).map(type -> " = " + type.name()).orElse(" = <no type information>");
            case PROCEDURE -> " " + parameters(symbols.typeOf(match));
            case PUBLIC, EXPORT -> " (<no parameter info>)";
        };
    }

    /// The same, a datum's value in place of its type.
    static String value(CommandSession session, Symbols.Match match) {
        Optional<Type> type = session.symbols().typeOf(match);
        return switch (match.symbol().kind()) {
            case DATA ->
                type.map(known -> " = " + new ValueText(session.target()).of(known, match.address()))
                        .orElse(" = <no type information>");
            case PROCEDURE -> " " + parameters(type);
            case PUBLIC, EXPORT -> " (<no parameter info>)";
        };
    }

    private static String parameters(Optional<Type> type) {
        if (type.isEmpty() || !(type.get() instanceof Type.Function function)) {
            return "(<no parameter info>)";
        }
        List<String> names = function.parameters().stream()
                .map(parameter -> parameter.get().name())
                .toList();
        return "(" + (names.isEmpty() ? "void" : String.join(", ", names)) + ")";
    }

    /// What `x /t` writes before the name.
    static String type(Symbols symbols, Symbols.Match match) {
        return symbols.typeOf(match)
                .map(type -> type instanceof Type.Function ? "<function>" : type.name())
                .orElse("<NoType>");
    }

    /// How many bytes it takes; 0 where nobody says.
    static long size(Symbols symbols, Symbols.Match match) {
        return match.symbol().length() != 0
                ? Integer.toUnsignedLong(match.symbol().length())
                : symbols.typeOf(match).map(Type::size).orElse(0L);
    }
}
