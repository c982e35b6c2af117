package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.Terms;
import io.kdlab.session.Role;

/// `.bpcmds`: the breakpoints as the commands that set them, to be kept and typed again.
final class BreakpointCommands extends Command {
    BreakpointCommands() {
        super(Role.OBSERVE, ".bpcmds", "show the commands that set the breakpoints as they are", ".bpcmds", ".bpcmds");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        for (Breakpoint breakpoint : session.breakpoints().all()) {
            session.out().line(command(breakpoint));
        }
    }

    private static String command(Breakpoint breakpoint) {
        String place = breakpoint.follows()
                ? breakpoint.expression()
                : breakpoint
                        .address()
                        .map(at -> "0x" + Long.toHexString(at.value()))
                        .orElse(breakpoint.expression());
        var text = new StringBuilder();
        text.append(
                switch (breakpoint.kind()) {
                    case BreakpointKind.Software _ -> (breakpoint.follows() ? "bu" : "bp") + breakpoint.id();
                    case BreakpointKind.Hardware(var access, var length) ->
                        "ba" + breakpoint.id() + " " + access.letter() + length;
                });
        text.append(options(breakpoint.terms())).append(' ').append(place);
        if (breakpoint.passCount() > 1) {
            text.append(" 0x").append(Integer.toHexString(breakpoint.passCount()));
        }
        if (!breakpoint.terms().commands().isEmpty()) {
            text.append(" \"")
                    .append(breakpoint.terms().commands().replace("\"", "\\\""))
                    .append('"');
        }
        return text.append(';').toString();
    }

    private static String options(Terms terms) {
        var text = new StringBuilder();
        if (terms.oneShot()) {
            text.append(" /1");
        }
        terms.process().ifPresent(at -> text.append(" /p 0x").append(Long.toHexString(at.value())));
        terms.thread().ifPresent(at -> text.append(" /t 0x").append(Long.toHexString(at.value())));
        terms.deepest().ifPresent(calls -> text.append(" /c 0x").append(Integer.toHexString(calls)));
        terms.shallowest().ifPresent(calls -> text.append(" /C 0x").append(Integer.toHexString(calls)));
        if (!terms.condition().isEmpty()) {
            text.append(" /w \"").append(terms.condition()).append('"');
        }
        return text.toString();
    }
}
