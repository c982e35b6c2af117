package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.session.Role;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Symbols;
import java.util.List;

/// `bm`: breakpoints on all functions whose names match.
final class SetMatchingBreakpoints extends Command {
    /// More than a kernel holds; what is beyond that is told by the breakpoints themselves.
    private static final int MOST = 64;

    SetMatchingBreakpoints() {
        super(
                Role.DRIVE,
                "bm module!pattern [passes]",
                "set a breakpoint on every function whose name matches; data is passed over",
                "bm nt!Ke*Crash*",
                "bm");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String pattern = arguments.takeWord();
        int mark = pattern.indexOf('!');
        if (mark <= 0 || mark == pattern.length() - 1) {
            throw arguments.refusal(
                    "bm needs module!pattern, as in bm nt!*Crash*; '" + pattern + "' has not both parts");
        }
        int passes = arguments.isEmpty() || arguments.startsWith("\"") ? 1 : arguments.count(1);
        SetBreakpoint.refuseCommands(arguments);
        arguments.end();
        List<Symbols.Match> functions = session.symbols().matching(pattern, Integer.MAX_VALUE).stream()
                .filter(match -> match.symbol().kind() == ImageSymbol.Kind.PROCEDURE)
                .toList();
        if (functions.isEmpty()) {
            throw arguments.refusal("bm: no function matches '" + pattern + "'");
        }
        if (functions.size() > MOST) {
            throw arguments.refusal("bm: " + functions.size() + " functions match '" + pattern
                    + "'; narrow the pattern to " + MOST + " or fewer");
        }
        for (Symbols.Match function : functions) {
            Breakpoint added = SetBreakpoint.add(
                    session, new BreakpointKind.Software(), function.address(), function.toString(), passes);
            session.out().print("%3d: %s @!\"%s\"%n", added.id(), function.address(), function);
        }
    }
}
