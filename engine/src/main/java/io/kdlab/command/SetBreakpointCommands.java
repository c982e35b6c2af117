package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.NoSuchElementException;

/// `bs`: other commands for a breakpoint.
final class SetBreakpointCommands extends Command {
    SetBreakpointCommands() {
        super(
                Role.DRIVE,
                "bs number [\"commands\"]",
                "change what a breakpoint runs when it fires; without commands, nothing",
                "bs 0 \"k; gc\"",
                "bs");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int id = RenumberBreakpoints.number(arguments);
        String commands = BreakpointWords.commands(arguments);
        try {
            session.breakpoints().change(id, terms -> terms.withCommands(commands));
        } catch (NoSuchElementException e) {
            throw arguments.refusal(String.valueOf(e.getMessage()));
        }
    }
}
