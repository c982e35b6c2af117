package io.kdlab.command;

import io.kdlab.inspect.SessionTime;
import io.kdlab.session.Role;

/// `.time`.
final class ShowTime extends Command {
    ShowTime() {
        super(Role.OBSERVE, ".time", "show the target's time and how long it is up", ".time", ".time");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        SessionTime.lines(
                        session.target(),
                        session.clock().instant(),
                        session.clock().getZone())
                .forEach(session.out()::line);
    }
}
