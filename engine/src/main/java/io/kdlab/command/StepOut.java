package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.session.StepKind;

/// `gu`: run until the current function has returned.
final class StepOut extends Command {
    StepOut() {
        super(Role.DRIVE, "gu", "run until the current function has returned to its caller", "gu", "gu");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        CodeText.need(session, "gu");
        session.step(StepKind.OUT);
        session.state().stopped();
    }
}
