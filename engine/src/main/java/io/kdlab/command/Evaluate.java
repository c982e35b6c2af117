package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;

/// `?`: the value of an expression, or help.
final class Evaluate extends Command {
    private final CommandTable table;

    Evaluate(CommandTable table) {
        super(
                Role.OBSERVE,
                "? [expression]",
                "show the value of an expression; without one, list the commands",
                "? nt!KeBugCheckEx + 0n16",
                "?");
        this.table = table;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.isEmpty()) {
            Help.list(session.out(), table);
            return;
        }
        long value = arguments.value();
        arguments.end();
        session.state().evaluated(value);
        session.out().line("Evaluate expression: " + value + " = " + new Address(value));
    }
}
