package io.kdlab.command;

import io.kdlab.session.Role;

/// `d`: the last kind of display again.
final class DisplayAgain extends Command {
    private final CommandTable table;

    DisplayAgain(CommandTable table) {
        super(Role.OBSERVE, "d [range]", "show memory as the last d command did, going on where it ended", "d", "d");
        this.table = table;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        table.find(session.state().displayKind()).orElseThrow().run(session, arguments);
    }
}
