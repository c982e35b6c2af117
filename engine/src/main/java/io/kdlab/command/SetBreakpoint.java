package io.kdlab.command;

import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `bp bu`: a breakpoint in code. `bu` waits for its module and moves with it, as does `bp` for a module that is not
/// there yet.
final class SetBreakpoint extends Command {
    private static final Pattern NAME = Pattern.compile("([A-Za-z_]\\w*)!([^\\s+()\\[\\]\"]+)");

    SetBreakpoint() {
        super(
                Role.DRIVE,
                "bp[number] " + BreakpointWords.OPTIONS + " [address [passes]] [\"commands\"]",
                "set a breakpoint in code, which fires at the passes-th time and runs commands then; without an"
                        + " address, here; bu follows modules that come and go; /1 goes when it fires",
                "bp nt!KeBugCheckEx \"k; r\"",
                "bp",
                "bu");
    }

    /// Where it shall be.
    private record Place(Optional<Address> address, String expression) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        OptionalInt id = BreakpointWords.number(arguments);
        var words = new BreakpointWords(id, BreakpointWords.options(session, arguments));
        boolean asked = arguments.word().equalsIgnoreCase("bu");
        Place place = place(session, arguments, asked);
        int passes = BreakpointWords.passes(arguments);
        String commands = BreakpointWords.commands(arguments);
        boolean waits = place.address().isEmpty();
        words.add(
                session,
                new BreakpointKind.Software(),
                place.address(),
                place.expression(),
                asked || waits,
                passes,
                commands);
        if (waits && !asked) {
            session.out().line("Bp expression '" + place.expression() + "' could not be resolved, adding deferred bp");
        }
    }

    private static Place place(CommandSession session, Arguments arguments, boolean follows) {
        if (arguments.isEmpty() || arguments.startsWith("\"")) {
            Address here = SetContext.registers(session).pc();
            return new Place(Optional.of(here), here.toString());
        }
        String typed = arguments.rest().strip();
        Matcher name = NAME.matcher(typed.split("\\s", 2)[0]);
        if (name.find()) {
            boolean loaded = session.symbols().modules().named(name.group(1)).isPresent();
            if (!loaded || follows && session.symbols().address(name.group()).isEmpty()) {
                return new Place(Optional.empty(), arguments.takeWord());
            }
        }
        Address at = arguments.address();
        String rest = arguments.rest();
        return new Place(
                Optional.of(at),
                typed.substring(0, Math.max(0, typed.length() - rest.strip().length()))
                        .strip());
    }
}
