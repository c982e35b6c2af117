package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.Terms;
import io.kdlab.session.Role;
import java.util.ArrayList;
import java.util.List;
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
            terms(breakpoint.terms()).forEach(line -> session.out().line("     " + line));
        }
    }

    private static String row(Breakpoint breakpoint, SymbolText symbols) {
        String place = breakpoint.address().map(Object::toString).orElse(" ".repeat(17));
        String name = breakpoint
                .address()
                .map(at -> symbols.optional(at).orElse(""))
                .orElse("(" + breakpoint.expression() + ")");
        Terms terms = breakpoint.terms();
        String commands = terms.commands().isEmpty() ? "" : " \"" + terms.commands() + "\"";
        String why = breakpoint.pending().map(text -> "  [" + text + "]").orElse("");
        return String.format(
                        Locale.ROOT,
                        "%2d %s%s %s %3s %04x (%04x) %s%s%s",
                        breakpoint.id(),
                        breakpoint.enabled() ? "e" : "d",
                        breakpoint.address().isPresent() ? "" : "u",
                        place,
                        kind(breakpoint.kind()),
                        breakpoint.passesLeft(),
                        breakpoint.passCount(),
                        name,
                        commands,
                        why)
                .stripTrailing();
    }

    /// What restricts it, a line each.
    private static List<String> terms(Terms terms) {
        List<String> lines = new ArrayList<>();
        terms.process().ifPresent(at -> lines.add("Match process data " + at));
        terms.thread().ifPresent(at -> lines.add("Match thread data " + at));
        terms.deepest().ifPresent(calls -> lines.add("Maximum call stack depth %x".formatted(calls)));
        terms.shallowest().ifPresent(calls -> lines.add("Minimum call stack depth %x".formatted(calls)));
        if (!terms.condition().isEmpty()) {
            lines.add("Condition \"" + terms.condition() + "\"");
        }
        if (terms.oneShot()) {
            lines.add("One-shot");
        }
        terms.owner().ifPresent(who -> lines.add("Private to " + who));
        return lines;
    }

    private static String kind(BreakpointKind kind) {
        return switch (kind) {
            case BreakpointKind.Software _ -> "";
            case BreakpointKind.Hardware(var access, var length) -> access.letter() + " " + length;
        };
    }
}
