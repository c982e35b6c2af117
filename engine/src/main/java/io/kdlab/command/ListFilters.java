package io.kdlab.command;

import io.kdlab.breakpoint.EventFilter;
import io.kdlab.session.Role;

/// `sx`: what is done at each kind of event.
final class ListFilters extends Command {
    ListFilters() {
        super(
                Role.OBSERVE,
                "sx",
                "list the events, what is done when they happen and how they are answered",
                "sx",
                "sx");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.startsWith("-")) {
            throw arguments.refusal("sx only lists; sxe, sxd, sxn and sxi take -c, -c2 and -h");
        }
        arguments.end();
        boolean exceptions = false;
        for (EventFilter filter : session.filters().all()) {
            if (filter.isException() && (!exceptions || filter.code().equals("*"))) {
                session.out().line("");
                exceptions = true;
            }
            session.out().line(row(filter));
            filter.continueCode()
                    .ifPresent(code ->
                            session.out().print("%4s - %s continue - %s%n", code, filter.title(), handling(filter)));
            details(session, filter);
        }
    }

    private static String row(EventFilter filter) {
        String line = "%4s - %s - %s"
                .formatted(filter.code(), filter.title(), filter.mode().word());
        boolean apart = filter.continueCode().isPresent();
        return filter.isException() && !apart ? line + " - " + handling(filter) : line;
    }

    private static String handling(EventFilter filter) {
        return filter.handled() ? "handled" : "not handled";
    }

    private static void details(CommandSession session, EventFilter filter) {
        if (!filter.argument().isEmpty()) {
            session.out().line("       (only break for " + filter.argument() + ")");
        }
        if (!filter.command().isEmpty()) {
            session.out().line("       Command: \"" + filter.command() + "\"");
        }
        if (!filter.secondCommand().isEmpty()) {
            session.out().line("       Second command: \"" + filter.secondCommand() + "\"");
        }
    }
}
