package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Symbol;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import java.util.Optional;

/// `ln`: the symbols next to an address.
final class NearestSymbol extends Command {
    NearestSymbol() {
        super(
                Role.OBSERVE,
                "ln [address]",
                "show the symbol at or below an address, the next one above it, and the line of source",
                "ln @rip",
                "ln");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.take("/D");
        Address at = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        arguments.end();
        Symbols symbols = session.symbols();
        Optional<Symbol> symbol = symbols.at(at);
        if (symbol.isEmpty()) {
            throw arguments.refusal("ln: " + at + " lies in no loaded module");
        }
        symbols.line(at)
                .ifPresent(line -> session.out()
                        .line(line.file() + "(" + line.line() + ")"
                                + (line.displacement() == 0 ? "" : "+0x" + Integer.toHexString(line.displacement()))));
        Address start = at.plus(-symbol.get().displacement());
        String next = symbols.above(at)
                .map(above -> "   |  (" + above.address() + ")   " + above)
                .orElse("");
        session.out().line("(" + start + ")   " + symbol.get() + next);
        if (symbol.get().displacement() == 0 && !symbol.get().name().isEmpty()) {
            session.out().line("Exact matches:");
            symbols.below(at).ifPresent(match -> session.out().line("    " + match + SymbolRow.suffix(symbols, match)));
        }
    }
}
