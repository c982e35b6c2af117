package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.NoSuchElementException;

/// `bsc`: another condition for a breakpoint.
final class SetBreakpointCondition extends Command {
    SetBreakpointCondition() {
        super(
                Role.DRIVE,
                "bsc number condition [\"commands\"]",
                "change the condition on which a breakpoint fires, and what it runs then; a condition with"
                        + " blanks stands in parentheses",
                "bsc 0 (@rcx == 5) \"k\"",
                "bsc");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int id = RenumberBreakpoints.number(arguments);
        if (arguments.isEmpty() || arguments.startsWith("\"")) {
            throw arguments.refusal("bsc needs a condition, as in bsc 0 (@rcx == 5)");
        }
        String rest = arguments.rest();
        arguments.value();
        String condition =
                rest.substring(0, rest.length() - arguments.rest().length()).strip();
        String commands = BreakpointWords.commands(arguments);
        try {
            session.breakpoints()
                    .change(id, terms -> terms.withCondition(condition).withCommands(commands));
        } catch (NoSuchElementException e) {
            throw arguments.refusal(String.valueOf(e.getMessage()));
        }
    }
}
