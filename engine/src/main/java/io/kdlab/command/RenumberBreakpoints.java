package io.kdlab.command;

import io.kdlab.session.Role;
import java.util.NoSuchElementException;

/// `br`: other numbers for breakpoints.
final class RenumberBreakpoints extends Command {
    RenumberBreakpoints() {
        super(Role.DRIVE, "br old new [old new ...]", "give breakpoints other numbers", "br 0 10", "br");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.isEmpty()) {
            throw arguments.refusal("br needs the number of a breakpoint and the one it shall have");
        }
        while (!arguments.isEmpty()) {
            int from = number(arguments);
            int to = number(arguments);
            try {
                session.breakpoints().renumber(from, to);
            } catch (NoSuchElementException e) {
                throw arguments.refusal(String.valueOf(e.getMessage()));
            }
        }
    }

    /// The number of a breakpoint, in decimal digits as `bl` shows it.
    static int number(Arguments arguments) {
        arguments.isEmpty();
        return (int) arguments.gluedNumber().orElseThrow(() -> arguments.error("Syntax"));
    }
}
