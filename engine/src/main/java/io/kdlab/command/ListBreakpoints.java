package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.session.Role;
import java.util.Locale;

/// `bl`: the breakpoints there are.
final class ListBreakpoints extends Command {
    ListBreakpoints() {
        super(Role.OBSERVE, "bl", "list the breakpoints: number, enabled or disabled, place, passes left", "bl", "bl");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        SymbolText symbols = SymbolText.of(session);
        for (Breakpoint breakpoint : session.breakpoints().all()) {
            session.out().line(row(breakpoint, symbols));
        }
    }

    private static String row(Breakpoint breakpoint, SymbolText symbols) {
        String place = breakpoint.address().map(Object::toString).orElse(" ".repeat(17));
        String name = breakpoint
                .address()
                .map(at -> symbols.optional(at).orElse(""))
                .orElse("(" + breakpoint.expression() + ")");
        String why = breakpoint.pending().map(text -> "  [" + text + "]").orElse("");
        return String.format(
                        Locale.ROOT,
                        "%2d %s%s %s %3s %04x (%04x) %s%s",
                        breakpoint.id(),
                        breakpoint.enabled() ? "e" : "d",
                        breakpoint.address().isPresent() ? "" : "u",
                        place,
                        kind(breakpoint.kind()),
                        breakpoint.passesLeft(),
                        breakpoint.passCount(),
                        name,
                        why)
                .stripTrailing();
    }

    private static String kind(BreakpointKind kind) {
        return switch (kind) {
            case BreakpointKind.Software _ -> "";
            case BreakpointKind.Hardware(var access, var length) -> access.letter() + " " + length;
        };
    }
}
