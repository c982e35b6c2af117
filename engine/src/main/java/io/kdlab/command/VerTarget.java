package io.kdlab.command;

import io.kdlab.inspect.VersionBlock;
import io.kdlab.session.Role;

/// `vertarget`.
final class VerTarget extends Command {
    VerTarget() {
        super(Role.OBSERVE, "vertarget", "show what the target says it is", "vertarget", "vertarget");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        VersionBlock.lines(
                        session.target(),
                        session.clock().instant(),
                        session.clock().getZone())
                .forEach(session.out()::line);
    }
}
