package io.kdlab.command;

import io.kdlab.session.Role;

/// `sxr`: all filters as at the beginning.
final class ResetFilters extends Command {
    ResetFilters() {
        super(Role.DRIVE, "sxr", "set all event filters back to what they are at the beginning", "sxr", "sxr");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.filters().reset();
        session.out().line("sx state reset to defaults");
    }
}
