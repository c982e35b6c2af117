package io.kdlab.command;

import io.kdlab.session.Role;

/// `.reload`.
final class Reload extends Command {
    Reload() {
        super(Role.OBSERVE, ".reload", "read the target's list of loaded modules again", ".reload", ".reload");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.reloadModules();
        session.out().line("Loading Kernel Symbols");
        session.out()
                .line(".".repeat(Math.min(64, session.symbols().modules().all().size())));
    }
}
