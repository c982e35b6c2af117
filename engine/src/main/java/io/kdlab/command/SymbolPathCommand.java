package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.SymbolPath;

/// `.sympath` and `.symfix`: where symbol files are looked for. The path is the session's, so setting it changes what
/// others see.
final class SymbolPathCommand extends Command {
    private final boolean publicServer;

    private SymbolPathCommand(boolean publicServer, Role role, String usage, String summary, String example) {
        super(role, usage, summary, example, publicServer ? ".symfix" : ".sympath");
        this.publicServer = publicServer;
    }

    static SymbolPathCommand given() {
        return new SymbolPathCommand(
                false,
                Role.OBSERVE,
                ".sympath[+] [element[;element ...]]",
                "show, set or (with +) extend the symbol path; an element is a directory, srv*store*...*server or"
                        + " cache*directory",
                ".sympath+ /srv/symbols");
    }

    static SymbolPathCommand fixed() {
        return new SymbolPathCommand(
                true,
                Role.DRIVE,
                ".symfix[+] [store]",
                "set the symbol path to the public symbol server, with a store for what comes from it, or (with +) add"
                        + " that",
                ".symfix+ /var/cache/symbols");
    }

    /// Whether `command` sets a path, in which `;` divides and does not end the command.
    static boolean takesLine(String command) {
        return command.strip().matches("\\.(sympath|symfix|srcpath)\\b.*");
    }

    @Override
    public Role roleFor(String arguments) {
        return publicServer || !arguments.isBlank() ? Role.DRIVE : Role.OBSERVE;
    }

    @Override
    public boolean actsSometimes() {
        return !publicServer;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean more = arguments.take("+");
        String text = arguments.takeRest();
        if (publicServer) {
            text = text.isEmpty() ? "srv*" : "srv*" + text + "*" + SymbolPath.PUBLIC_SERVER;
        }
        if (!text.isEmpty()) {
            SymbolPath given = SymbolPath.parse(text);
            session.symbols().path(more ? session.symbols().path().then(given) : given);
        }
        if (publicServer) {
            return;
        }
        SymbolPath path = session.symbols().path();
        session.out().line("Symbol search path is: " + path);
        session.out().line("Expanded Symbol search path is: " + path.expanded());
        path.unsearched().forEach(place -> session.out().line("Not searched: " + place));
    }
}
