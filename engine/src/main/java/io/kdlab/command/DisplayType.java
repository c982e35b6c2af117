package io.kdlab.command;

import io.kdlab.expression.Value;
import io.kdlab.inspect.TypeDisplay;
import io.kdlab.inspect.TypeWords;
import io.kdlab.inspect.ValueText;
import io.kdlab.session.Role;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `dt`: types, and values of types.
final class DisplayType extends Command {
    private static final int MOST_NAMES = 10_000;
    private static final int MOST_ELEMENTS = 10_000;
    private static final long LARGEST_ARRAY = 0x10_0000;
    private static final Pattern ARRAY = Pattern.compile("(.+)\\[(\\d{1,7})]");

    DisplayType() {
        super(
                Role.OBSERVE,
                "dt [-abcdeioprtv] [-s size] [-ny] [module!]name [[-y] field ...] [address] [-l field] | dt address",
                "show a type, or the value of that type at an address; -r[n] opens what is inside, -b everything, -a[n]"
                        + " arrays, -l walks a list, -c makes one line of it, -o and -i leave out offsets and indentation,"
                        + " -p takes a physical address; * lists types and variables, of -s bytes only",
                "dt nt!_LIST_ENTRY",
                "dt");
    }

    /// What is shown.
    private record Subject(String title, Type type, Optional<Address> at) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.take("-h")) {
            session.out().line(usage());
            session.out().line("    " + summary());
            return;
        }
        TypeRequest request = TypeRequest.read(arguments);
        String name = request.name().map(word -> repeated(session, word)).orElse("");
        if (name.isEmpty() && request.address().isEmpty()) {
            throw arguments.refusal("dt needs a type, as in dt nt!_LIST_ENTRY");
        }
        if (isPattern(name) || request.size().isPresent()) {
            new TypeList(session, request).list(isPattern(name) ? name : name + "*");
            return;
        }
        String full = request.beginning() ? completed(session, name) : name;
        Subject subject = find(session, request, full)
                .orElseThrow(() -> arguments.refusal(
                        full.isEmpty()
                                ? "No variable with a type is at "
                                        + request.address().orElseThrow()
                                : "Symbol " + full + " not found."));
        session.state().displayedType(full);
        show(session, request, subject, arguments);
    }

    private static boolean isPattern(String name) {
        return name.contains("*") || name.contains("?");
    }

    /// `.` means the name of the last time.
    private static String repeated(CommandSession session, String word) {
        if (!word.equals(".")) {
            return word;
        }
        String last = session.state().displayedType();
        session.out().line("Using sym " + last);
        return last;
    }

    /// All names that begin so are listed; the first one is what is meant.
    private static String completed(CommandSession session, String beginning) {
        List<String> names = session.symbols().typeNames(beginning + "*", MOST_NAMES);
        names.forEach(each -> session.out().line("          " + each));
        return names.isEmpty() ? beginning : names.getFirst();
    }

    private static Optional<Subject> find(CommandSession session, TypeRequest request, String name) {
        if (name.isEmpty()) {
            return at(session, request.address().orElseThrow());
        }
        Optional<Subject> local = request.typesOnly()
                ? Optional.empty()
                : new FrameLocals(session)
                        .variable(name)
                        .filter(Value.Placed.class::isInstance)
                        .map(value -> local((Value.Placed) value));
        return local.or(() -> session.symbols()
                        .type(name)
                        .map(match -> new Subject(
                                match.toString(),
                                match.type(),
                                request.address().or(match::address))))
                .or(() -> named(session, request, name));
    }

    private static Subject local(Value.Placed value) {
        return new Subject(
                "Local var @ 0x" + value.at() + " Type " + value.type().name(), value.type(), Optional.of(value.at()));
    }

    /// A type that is known without symbols, or an array of some type (`nt!_LIST_ENTRY[4]`).
    private static Optional<Subject> named(CommandSession session, TypeRequest request, String name) {
        int pointerSize = session.target().pointerSize();
        Matcher array = ARRAY.matcher(name);
        if (!array.matches()) {
            return NamedTypes.find(session.symbols(), name, pointerSize)
                    .map(type -> new Subject(name, type, request.address()));
        }
        long count = Long.parseLong(array.group(2));
        return NamedTypes.find(session.symbols(), array.group(1), pointerSize)
                .filter(element -> element.size() * count <= LARGEST_ARRAY)
                .map(element -> new Subject(
                        name, new Type.Array(() -> element, count, count * element.size()), request.address()));
    }

    /// The variable that begins at an address.
    private static Optional<Subject> at(CommandSession session, Address address) {
        Symbols symbols = session.symbols();
        return symbols.below(address)
                .filter(match -> match.address().equals(address))
                .flatMap(match -> symbols.typeOf(match)
                        .or(() -> symbols.type(match.toString()).map(Symbols.TypeMatch::type))
                        .map(type -> new Subject(match.toString(), type, Optional.of(address))));
    }

    private static void show(CommandSession session, TypeRequest request, Subject subject, Arguments arguments) {
        if (!request.display().layout().compact()) {
            session.out().line(subject.title());
        }
        if (request.display().verbose() || request.detailed()) {
            session.out().line(TypeWords.verbose(subject.type()));
        }
        Memory memory = request.physical()
                ? (start, length) -> session.target().readPhysical(start.value(), length)
                : session.target();
        Element element = new Element(session, request, subject.type(), memory);
        if (request.list().isPresent()) {
            element.walk(subject.at().orElseThrow(() -> arguments.refusal("dt -l needs an address")));
        } else {
            element.show(subject.at());
        }
    }

    /// One value after the other, all shown in one way.
    private record Element(CommandSession session, TypeRequest request, Type type, Memory memory) {
        void show(Optional<Address> at) {
            if (request.fields().isEmpty()) {
                if (!unrolled(at)) {
                    request.display().write(type, at, memory, session.out()::line);
                }
                return;
            }
            for (String field : request.fields()) {
                if (type instanceof Type.Structure structure) {
                    request.display().write(structure, field, at, memory, session.out()::line);
                }
            }
        }

        /// `-a10` of a type that is no array shows so many of them, one behind the other.
        private boolean unrolled(Optional<Address> at) {
            int elements = request.display().layout().elements();
            boolean single = elements == 0 || type instanceof Type.Array || type.size() == 0;
            if (single || elements > MOST_ELEMENTS || at.isEmpty() || type instanceof Type.Structure && elements < 2) {
                return false;
            }
            Type array = new Type.Array(() -> type, elements, elements * type.size());
            request.display().write(array, at, memory, session.out()::line);
            return true;
        }

        /// Each element of a linked list: the field is either the pointer to the next structure, or the
        /// list entry in it whose first pointer leads to the next one's list entry.
        void walk(Address first) {
            String path = request.list().orElseThrow();
            List<TypeDisplay.Place> places =
                    type instanceof Type.Structure structure ? request.display().find(structure, path) : List.of();
            if (places.isEmpty()) {
                session.out().line("Field not found: " + path);
                return;
            }
            TypeDisplay.Place link = places.getFirst();
            int pointer = session.target().pointerSize();
            long back = link.type() instanceof Type.Pointer ? intoEntry(link, path, pointer) : link.offset();
            Set<Address> seen = new HashSet<>();
            Address at = first;
            while (at.value() != 0 && seen.add(at) && seen.size() <= MOST_ELEMENTS) {
                session.checkCancelled();
                String head = path + " at 0x" + at;
                session.out().line(head);
                session.out().line("-".repeat(head.length()));
                show(Optional.of(at));
                session.out().line("");
                try {
                    long next = new ValueText(memory).signed(at.plus(link.offset()), pointer);
                    at = next == 0 ? new Address(0) : new Address(next).plus(-back);
                } catch (MemoryFault fault) {
                    session.out().line(String.valueOf(fault.getMessage()));
                    return;
                }
            }
        }

        /// `Links.Flink` leads to the next one's `Links`, not to its begin.
        private static long intoEntry(TypeDisplay.Place link, String path, int pointer) {
            return path.endsWith(".Flink") || path.endsWith(".Blink")
                    ? link.offset() - (path.endsWith(".Blink") ? pointer : 0)
                    : 0;
        }
    }
}
