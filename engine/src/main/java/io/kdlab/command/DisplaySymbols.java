package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.Locale;

/// `dds dps dqs`: words of memory with the symbols they point at.
final class DisplaySymbols extends Command {
    private final int unit;

    DisplaySymbols(String name, int unit, String what) {
        super(
                Role.OBSERVE,
                name + " [range]",
                "show memory as " + what + ", each with the symbol it points at",
                name + " @rsp L4",
                name);
        this.unit = unit;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int unit = DisplayMemory.width(session, this.unit);
        var range = arguments.range(DisplayMemory.start(session), unit, 128 / unit);
        arguments.end();
        Address at = range.start();
        session.target().expect(at, (int) Math.min(range.count() * unit, Integer.MAX_VALUE));
        for (long i = 0; i < range.count(); i++) {
            if (i % 64 == 0) {
                session.checkCancelled();
            }
            MemoryWindow word = MemoryWindow.read(
                    at.value(), unit, (address, length) -> session.target().read(new Address(address), length));
            session.out().line(at + "  " + text(session, word, unit));
            at = at.plus(unit);
        }
        session.state().displayed(names().getFirst(), at);
    }

    private static String text(CommandSession session, MemoryWindow word, int unit) {
        if (!word.isKnown(0, unit)) {
            return unit == 8 ? "????????`????????" : "????????";
        }
        long value = word.value(0, unit);
        Address pointed = new Address(unit == 4 ? (int) value : value);
        String digits = unit == 4 ? String.format(Locale.ROOT, "%08x", value) : pointed.toString();
        return SymbolText.of(session)
                .optional(pointed)
                .map(symbol -> digits + " " + symbol)
                .orElse(digits);
    }
}
