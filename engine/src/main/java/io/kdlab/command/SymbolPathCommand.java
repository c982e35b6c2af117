package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.SymbolPath;

/// `.sympath`: where PDB files are looked for.
final class SymbolPathCommand extends Command {
    SymbolPathCommand() {
        super(
                Role.OBSERVE,
                ".sympath[+] [path[;path ...]]",
                "show, set or (with +) extend the path that symbol files are looked for in",
                ".sympath+ /srv/symbols",
                ".sympath");
    }

    /// The path is the session's, so setting it changes what others see.
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
        boolean more = arguments.take("+");
        String text = arguments.takeRest();
        if (!text.isEmpty()) {
            SymbolPath given = SymbolPath.parse(text);
            session.symbols().path(more ? session.symbols().path().then(given) : given);
        }
        session.out().line("Symbol search path is: " + session.symbols().path());
        session.symbols().path().unsearched().forEach(session.out()::line);
    }
}
