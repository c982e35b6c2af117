package io.kdlab.command;

import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import java.util.Optional;

/// Addresses in the words of a person: `nt!KeBugCheckEx+0x12`.
final class SymbolText {
    private final Symbols symbols;

    private SymbolText(Symbols symbols) {
        this.symbols = symbols;
    }

    static SymbolText of(CommandSession session) {
        return new SymbolText(session.symbols());
    }

    /// The symbol at or below `address`, empty outside of every module.
    Optional<String> optional(Address address) {
        return symbols.at(address).map(Object::toString);
    }

    /// The symbol at or below `address`, or its number.
    String orNumber(Address address) {
        return optional(address).orElseGet(() -> "0x" + address);
    }

    /// The symbol that stands exactly at `address`.
    Optional<String> exactly(Address address) {
        return symbols.at(address)
                .filter(symbol -> symbol.displacement() == 0 && !symbol.name().isEmpty())
                .map(Object::toString);
    }
}
