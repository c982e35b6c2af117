package io.kdlab.command;

import io.kdlab.breakpoint.EventFilter;
import io.kdlab.breakpoint.EventFilter.Mode;
import io.kdlab.session.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `sxe sxd sxn sxi`: what is done when an event happens.
final class SetFilter extends Command {
    /// What takes a pattern behind a colon.
    private static final Set<String> WITH_PATTERN = Set.of("ld", "ud", "out");
    /// What a kernel does not report to its debugger.
    private static final Set<String> UNREPORTED = Set.of("ct", "et", "cpr", "epr", "ser");
    /// Smaller numbers are no codes of exceptions.
    private static final int LOWEST_EXCEPTION = 0x100;

    private final Mode mode;

    private SetFilter(String name, Mode mode, String what) {
        super(
                Role.DRIVE,
                name + " [-c \"commands\"] [-c2 \"commands\"] [-h] event[:pattern] | exception | *",
                what,
                name + (mode == Mode.BREAK ? " -c \"k\" ld:mydrv" : " av"),
                name);
        this.mode = mode;
    }

    static SetFilter breaking() {
        return new SetFilter(
                "sxe",
                Mode.BREAK,
                "stop at an event, at the first chance of an exception; -c and -c2 run commands at the first and the"
                        + " second chance; with -h, the exception counts as handled");
    }

    static SetFilter secondChance() {
        return new SetFilter(
                "sxd",
                Mode.SECOND_CHANCE,
                "stop at an exception that nobody has handled, only tell of the first chance and of other events; with"
                        + " -h, it counts as not handled");
    }

    static SetFilter telling() {
        return new SetFilter(
                "sxn", Mode.OUTPUT, "tell of an event without stopping; with -h, it counts as not handled");
    }

    static SetFilter ignoring() {
        return new SetFilter(
                "sxi", Mode.IGNORE, "neither tell of an event nor stop; with -h, it counts as not handled");
    }

    /// What stands before the event.
    private record Options(Optional<String> command, Optional<String> second, boolean handling) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Options options = options(arguments);
        if (arguments.isEmpty()) {
            throw arguments.refusal(names().getFirst() + " needs an event; sx lists them");
        }
        // A pattern may have blanks in it.
        String word = arguments.rest().indexOf(':') < 0 ? arguments.takeWord() : arguments.takeRest();
        arguments.end();
        int colon = word.indexOf(':');
        String name = colon < 0 ? word : word.substring(0, colon);
        Optional<EventFilter> continued = session.filters().findByContinueCode(name);
        if (continued.isPresent()) {
            session.filters().set(continued.get().withHandled(mode == Mode.BREAK));
            return;
        }
        EventFilter filter =
                pattern(find(session, arguments, name), colon < 0 ? "" : word.substring(colon + 1), arguments);
        session.filters().set(changed(filter, options, arguments));
        tellLimits(session, filter, options);
    }

    private static Options options(Arguments arguments) {
        var options = new Options(Optional.empty(), Optional.empty(), false);
        while (arguments.startsWith("-")) {
            options = switch (arguments.takeWord()) {
                case "-c" -> new Options(Optional.of(commands(arguments)), options.second(), options.handling());
                case "-c2" -> new Options(options.command(), Optional.of(commands(arguments)), options.handling());
                case "-h" -> new Options(options.command(), options.second(), true);
                default ->
                    throw arguments.refusal(arguments.word() + " knows -c \"commands\", -c2 \"commands\" and -h");
            };
        }
        return options;
    }

    private static String commands(Arguments arguments) {
        return arguments.quoted().orElseThrow(() -> arguments.refusal("-c needs commands in quotation marks"));
    }

    /// By its word, or an exception by its number.
    private static EventFilter find(CommandSession session, Arguments arguments, String name) {
        Optional<EventFilter> known = session.filters().find(name);
        if (known.isPresent()) {
            return known.get();
        }
        if (name.matches("(0x)?[0-9a-fA-F]{3,8}")) {
            int code = Integer.parseUnsignedInt(name.replaceFirst("^0x", ""), 16);
            if (Integer.compareUnsigned(code, LOWEST_EXCEPTION) >= 0) {
                return session.filters().ofException(code);
            }
        }
        throw arguments.refusal(
                "No event is called '" + name + "'; sx lists them, an exception may be given by its code");
    }

    private static EventFilter pattern(EventFilter filter, String pattern, Arguments arguments) {
        if (pattern.isEmpty()) {
            return WITH_PATTERN.contains(filter.code()) ? filter.withArgument("") : filter;
        }
        if (!WITH_PATTERN.contains(filter.code())) {
            throw arguments.refusal("Only ld, ud and out take a pattern: sxe ld:mydrv");
        }
        return filter.withArgument(pattern);
    }

    private EventFilter changed(EventFilter filter, Options options, Arguments arguments) {
        if (options.handling() && !filter.isException()) {
            throw arguments.refusal("-h is for exceptions: " + filter.code() + " is answered by nobody");
        }
        EventFilter changed = options.handling() ? filter.withHandled(mode == Mode.BREAK) : filter.withMode(mode);
        changed = options.command().map(changed::withCommand).orElse(changed);
        return options.second().map(changed::withSecondCommand).orElse(changed);
    }

    private void tellLimits(CommandSession session, EventFilter filter, Options options) {
        if (UNREPORTED.contains(filter.code())
                && (mode == Mode.BREAK || options.command().isPresent())) {
            session.out()
                    .line("A kernel does not report this event to its debugger: the filter is kept and has no effect.");
        }
        if (List.of("out", "ibp", "iml").contains(filter.code())
                && options.command().isPresent()
                && mode != Mode.BREAK) {
            session.out().line("The commands run only where the target stops: use sxe " + filter.code() + ".");
        }
    }
}
