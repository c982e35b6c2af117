package io.kdlab.command;

import io.kdlab.inspect.SessionTime;
import io.kdlab.session.Role;
import io.kdlab.target.StopEvent;

/// `.lastevent`.
final class LastEvent extends Command {
    LastEvent() {
        super(Role.OBSERVE, ".lastevent", "show why the target stopped last, and when", ".lastevent", ".lastevent");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        StopEvent event = session.lastEvent()
                .orElseThrow(() -> arguments.refusal("The target has not stopped since this session began"));
        session.out().line("Last event: " + StopText.reason(event.reason()));
        session.out()
                .line("  debugger time: "
                        + SessionTime.format(event.time(), session.clock().getZone()));
    }
}
