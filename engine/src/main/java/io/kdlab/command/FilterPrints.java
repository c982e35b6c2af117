package io.kdlab.command;

import io.kdlab.session.Role;

/// `.ofilter`: which of the target's lines are shown.
final class FilterPrints extends Command {
    FilterPrints() {
        super(
                Role.DRIVE,
                ".ofilter [/!] [\"pattern\"]",
                "show only lines of the target that contain a pattern, or with /! those that do not; with an"
                        + " empty pattern all; without one, say which",
                ".ofilter \"mydrv*failed\"",
                ".ofilter");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean not = arguments.take("/!");
        if (!arguments.isEmpty()) {
            String pattern = arguments.quoted().orElseGet(arguments::takeRest);
            arguments.end();
            if (pattern.isEmpty()) {
                session.printFilter().clear();
            } else {
                session.printFilter().set(pattern, not);
            }
        }
        session.out().line(session.printFilter().words());
    }
}
