package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.Terms;
import io.kdlab.session.Role;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// `bm`: breakpoints on all functions whose names match.
final class SetMatchingBreakpoints extends Command {
    /// More than a kernel holds; what is beyond that is told by the breakpoints themselves.
    private static final int MOST = 64;

    SetMatchingBreakpoints() {
        super(
                Role.DRIVE,
                "bm " + BreakpointWords.OPTIONS + " module!pattern [passes] [\"commands\"]",
                "set a breakpoint on every function whose name matches; data is passed over",
                "bm nt!Ke*Crash*",
                "bm");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Terms options = BreakpointWords.options(session, arguments);
        String pattern = arguments.takeWord();
        int mark = pattern.indexOf('!');
        if (mark <= 0 || mark == pattern.length() - 1) {
            throw arguments.refusal(
                    "bm needs module!pattern, as in bm nt!*Crash*; '" + pattern + "' has not both parts");
        }
        int passes = BreakpointWords.passes(arguments);
        String commands = BreakpointWords.commands(arguments);
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
            Breakpoint added = new BreakpointWords(OptionalInt.empty(), options)
                    .add(
                            session,
                            new BreakpointKind.Software(),
                            Optional.of(function.address()),
                            function.toString(),
                            true,
                            passes,
                            commands);
            session.out().print("%3d: %s @!\"%s\"%n", added.id(), function.address(), function);
        }
    }
}
