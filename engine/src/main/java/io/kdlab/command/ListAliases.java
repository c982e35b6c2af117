package io.kdlab.command;

import io.kdlab.session.Role;

/// `al`: the names that stand for text.
final class ListAliases extends Command {
    ListAliases() {
        super(Role.OBSERVE, "al", "list the aliases", "al", "al");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        Aliases aliases = session.state().aliases();
        if (aliases.named().isEmpty()) {
            session.out().line("No aliases");
            return;
        }
        session.out().line("  Alias            Value  ");
        session.out().line(" -------          ------- ");
        aliases.named().forEach((name, value) -> session.out().print(" %-16s %s %n", name, value));
    }
}
