package io.kdlab.command;

import io.kdlab.session.Role;

/// `ad`: names that stand for nothing any more.
final class DeleteAlias extends Command {
    DeleteAlias() {
        super(
                Role.DRIVE,
                "ad [/q] name | ad *",
                "remove an alias, or all of them; /q says nothing when there is none",
                "ad /q start",
                "ad");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean quiet = arguments.take("/q");
        String name = SetAlias.name(arguments.takeWord());
        arguments.end();
        if (name.isEmpty()) {
            throw arguments.refusal("ad needs the name of an alias, or *");
        }
        Aliases aliases = session.state().aliases();
        if (name.equals("*")) {
            aliases.clear();
        } else if (!aliases.remove(name) && !quiet) {
            throw arguments.refusal("No alias with the name '" + name + "'");
        }
    }
}
