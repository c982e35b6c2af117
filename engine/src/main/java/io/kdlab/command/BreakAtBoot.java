package io.kdlab.command;

import io.kdlab.breakpoint.EventFilter.Mode;
import io.kdlab.breakpoint.EventFilters;
import io.kdlab.session.Role;

/// `.bootbreak`: where a restarted kernel stops; what CTRL+K does in the field's debuggers, one state further at each
/// use. The same as `sxe ibp` and `sxe iml`.
final class BreakAtBoot extends Command {
    BreakAtBoot() {
        super(
                Role.DRIVE,
                ".bootbreak [none | start | module]",
                "choose whether a kernel that restarts stops while it starts up, or at its first module; without a"
                        + " word, the next of the three",
                ".bootbreak start",
                ".bootbreak");
    }

    private enum State {
        NONE("Will NOT breakin at next boot."),
        START("Will request initial break at next boot."),
        MODULE("Will breakin on first symbol load at next boot.");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        EventFilters filters = session.filters();
        State state = arguments.isEmpty() ? next(filters) : named(arguments);
        arguments.end();
        set(filters, "ibp", state == State.START);
        set(filters, "iml", state == State.MODULE);
        session.out().line(state.words);
    }

    private static State next(EventFilters filters) {
        if (filters.breaksAtFirstModule()) {
            return State.NONE;
        }
        return filters.breaksAtBoot() ? State.MODULE : State.START;
    }

    private static State named(Arguments arguments) {
        String word = arguments.takeWord();
        for (State state : State.values()) {
            if (state.name().equalsIgnoreCase(word)) {
                return state;
            }
        }
        throw arguments.refusal(".bootbreak knows none, start and module, not '" + word + "'");
    }

    private static void set(EventFilters filters, String code, boolean breaks) {
        filters.find(code).ifPresent(filter -> filters.set(filter.withMode(breaks ? Mode.BREAK : Mode.IGNORE)));
    }
}
