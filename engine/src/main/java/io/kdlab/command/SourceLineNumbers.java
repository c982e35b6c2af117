package io.kdlab.command;

import io.kdlab.session.Role;

/// `.lines`: whether stacks and addresses come with their lines of source.
final class SourceLineNumbers extends Command {
    SourceLineNumbers() {
        super(
                Role.OBSERVE,
                ".lines [-e | -d | -t]",
                "turn lines of source in stacks and elsewhere on (-e), off (-d) or over (-t, or nothing)",
                ".lines -e",
                ".lines");
    }

    @Override
    public Role roleFor(String arguments) {
        return Role.DRIVE;
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean told = switch (arguments.isEmpty() ? "-t" : arguments.takeWord()) {
            case "-e" -> true;
            case "-d" -> false;
            case "-t" -> !session.symbols().hasLines();
            default -> throw arguments.refusal(".lines takes -e, -d or -t");
        };
        arguments.end();
        session.symbols().lines(told);
        session.out().line("Line number information will " + (told ? "" : "not ") + "be loaded");
    }
}
