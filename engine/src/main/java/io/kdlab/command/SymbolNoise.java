package io.kdlab.command;

import io.kdlab.session.Role;

/// `!sym`: whether searches for symbols tell every place that they look at. They never ask anybody anything.
final class SymbolNoise extends Command {
    SymbolNoise() {
        super(
                Role.OBSERVE,
                "!sym [noisy | quiet]",
                "show or set whether the search for symbols tells every place that it looks at",
                "!sym noisy",
                "!sym");
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (!arguments.isEmpty()) {
            session.symbols()
                    .noisy(
                            switch (arguments.takeWord()) {
                                case "noisy" -> true;
                                case "quiet" -> false;
                                default -> throw arguments.refusal("!sym takes noisy or quiet");
                            });
            arguments.end();
        }
        session.out().line((session.symbols().isNoisy() ? "noisy" : "quiet") + " mode - symbol prompts off");
    }
}
