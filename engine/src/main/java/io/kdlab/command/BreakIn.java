package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.TargetState;

/// `.breakin`.
final class BreakIn extends Command {
    BreakIn() {
        super(
                Role.DRIVE,
                ".breakin",
                "break into a target that runs, as CTRL+C does; the stop is announced when it comes",
                ".breakin",
                ".breakin");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        if (session.target().state() instanceof TargetState.Halted) {
            throw arguments.refusal("The target is stopped already");
        }
        session.breakIn();
    }
}
