package io.kdlab.command;

import io.kdlab.inspect.TypeDisplay;
import io.kdlab.inspect.TypeWords;
import io.kdlab.inspect.ValueText;
import io.kdlab.session.Role;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `dt`: types, and values of types.
final class DisplayType extends Command {
    private static final int MOST_NAMES = 10_000;
    private static final int MOST_ELEMENTS = 10_000;

    DisplayType() {
        super(
                Role.OBSERVE,
                "dt [-r[n]] [-b] [-v] [-y] [module!]type [field ...] [address] [-l field]",
                "show a type, or the value of that type at an address; -r opens what is inside, -l walks a list",
                "dt nt!_LIST_ENTRY",
                "dt");
    }

    /// What was asked for.
    private record Request(
            String name, List<String> fields, Optional<Address> address, Optional<String> list, TypeDisplay display) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Request request = read(arguments);
        if (request.name().contains("*") || request.name().contains("?")) {
            names(session, request.name());
            return;
        }
        Symbols.TypeMatch match = session.symbols()
                .type(request.name())
                .orElseThrow(() -> arguments.refusal("Symbol " + request.name() + " not found."));
        session.out().line(match.toString());
        if (request.display().verbose()) {
            session.out().line(TypeWords.verbose(match.type()));
        }
        Optional<Address> at = request.address().or(match::address);
        if (request.list().isPresent()) {
            walk(session, match.type(), request, at.orElseThrow(() -> arguments.refusal("dt -l needs an address")));
        } else {
            show(session, match.type(), request, at);
        }
    }

    private static Request read(Arguments arguments) {
        int depth = 0;
        boolean verbose = false;
        boolean prefix = false;
        Optional<String> name = Optional.empty();
        Optional<String> list = Optional.empty();
        List<String> fields = new ArrayList<>();
        Optional<Address> address = Optional.empty();
        while (!arguments.isEmpty()) {
            if (arguments.take("-l")) {
                list = Optional.of(arguments.takeWord());
            } else if (arguments.startsWith("-")) {
                String option = arguments.takeWord();
                switch (option.charAt(Math.min(1, option.length() - 1))) {
                    case 'r' -> depth = option.length() > 2 ? depth(arguments, option) : 1;
                    case 'b' -> depth = Integer.MAX_VALUE;
                    case 'v' -> verbose = true;
                    case 'y' -> prefix = true;
                    case 'n', 'o', 'i', 'p' -> {
                        // How a name is meant, and how lines are set: there is one way.
                    }
                    default ->
                        throw arguments.refusal("dt knows no option " + option + "; there are -r[n] -b -v -y -n -l");
                }
            } else if (name.isEmpty()) {
                name = Optional.of(arguments.takeWord());
            } else if (isField(arguments)) {
                fields.add(arguments.takeWord());
            } else {
                address = Optional.of(arguments.addressInWord());
            }
        }
        return new Request(
                name.orElseThrow(() -> arguments.refusal("dt needs a type, as in dt nt!_LIST_ENTRY")),
                fields,
                address,
                list,
                new TypeDisplay(depth, verbose, prefix));
    }

    private static int depth(Arguments arguments, String option) {
        String digits = option.substring(2);
        if (!digits.matches("[0-9]{1,2}")) {
            throw arguments.refusal("dt -r takes a number of levels, as in -r2; " + option + " has none");
        }
        return Integer.parseInt(digits);
    }

    /// A field's name, or an expression for an address? Addresses begin with a digit, a mark, or are names of things.
    private static boolean isField(Arguments arguments) {
        String rest = arguments.rest().strip();
        String word = rest.split("\\s", 2)[0];
        return word.matches("[A-Za-z_*?][A-Za-z0-9_*?.\\[\\]]*") && !word.matches("[0-9A-Fa-f`]+");
    }

    private static void names(CommandSession session, String pattern) {
        for (String name : session.symbols().typeNames(pattern, MOST_NAMES)) {
            session.out().line("          " + name);
        }
    }

    private static void show(CommandSession session, Type type, Request request, Optional<Address> at) {
        if (request.fields().isEmpty()) {
            request.display().write(type, at, session.target(), session.out()::line);
            return;
        }
        for (String field : request.fields()) {
            List<TypeDisplay.Place> places =
                    type instanceof Type.Structure structure ? request.display().find(structure, field) : List.of();
            request.display().write(places, at, session.target(), session.out()::line);
        }
    }

    /// Each element of a linked list: the field is either the pointer to the next structure, or the list entry in it
    /// whose first pointer leads to the next one's list entry.
    private static void walk(CommandSession session, Type type, Request request, Address first) {
        String path = request.list().orElseThrow();
        List<TypeDisplay.Place> places =
                type instanceof Type.Structure structure ? request.display().find(structure, path) : List.of();
        if (places.isEmpty()) {
            session.out().line("Field not found: " + path);
            return;
        }
        TypeDisplay.Place link = places.getFirst();
        long back = link.type() instanceof Type.Pointer ? intoEntry(link, path) : link.offset();
        Set<Address> seen = new HashSet<>();
        Address at = first;
        while (at.value() != 0 && seen.add(at) && seen.size() <= MOST_ELEMENTS) {
            session.checkCancelled();
            String head = path + " at 0x" + at;
            session.out().line(head);
            session.out().line("-".repeat(head.length()));
            show(session, type, request, Optional.of(at));
            session.out().line("");
            try {
                long next = new ValueText(session.target()).unsigned(at.plus(link.offset()), Long.BYTES);
                at = next == 0 ? new Address(0) : new Address(next).plus(-back);
            } catch (MemoryFault fault) {
                session.out().line(String.valueOf(fault.getMessage()));
                return;
            }
        }
    }

    /// `Links.Flink` leads to the next one's `Links`, not to its begin.
    private static long intoEntry(TypeDisplay.Place link, String path) {
        return path.endsWith(".Flink") || path.endsWith(".Blink")
                ? link.offset() - (path.endsWith(".Blink") ? Long.BYTES : 0)
                : 0;
    }
}
