package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Symbol;
import io.kdlab.value.Address;
import java.util.Optional;

/// `ln`: the symbol next to an address.
final class NearestSymbol extends Command {
    NearestSymbol() {
        super(Role.OBSERVE, "ln [address]", "show the symbol at or below an address", "ln @rip", "ln");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        arguments.end();
        Optional<Symbol> symbol = session.symbols().at(at);
        if (symbol.isEmpty()) {
            throw arguments.refusal("ln: " + at + " lies in no loaded module");
        }
        Address start = at.plus(-symbol.get().displacement());
        session.out().line("(" + start + ")   " + symbol.get());
        if (symbol.get().displacement() == 0 && !symbol.get().name().isEmpty()) {
            session.out().line("Exact matches:");
            session.out().line("    " + symbol.get());
        }
    }
}
