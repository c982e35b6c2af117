package io.kdlab.command;

import io.kdlab.session.Role;

/// `z`: the commands before it on the line, again while a condition holds.
final class ExecuteWhile extends Command {
    ExecuteWhile() {
        super(
                Role.OBSERVE,
                "z(expression)",
                "run the commands to its left on the line again as long as a condition holds",
                "r $t0 = @$t0 + 1; z(@$t0 < 5)",
                "z");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (!arguments.startsWith("(")) {
            throw arguments.error("Syntax");
        }
        long value = arguments.value();
        arguments.end();
        if (value != 0) {
            throw new Jump(Jump.To.AGAIN);
        }
    }
}
