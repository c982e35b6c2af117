package io.kdlab.inspect;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The lines of `dt`: a structure's members at their offsets, with values where there is an address.
///
/// @param depth how many levels of structures inside are opened
/// @param verbose types with what they hold; static members too
/// @param prefix whether a field's name in a path may be cut short (`-y`)
public record TypeDisplay(int depth, boolean verbose, boolean prefix, Layout layout) {
    /// What is usual.
    public static final TypeDisplay PLAIN = new TypeDisplay(0, false, false, Layout.USUAL);

    /// How lines are set.
    ///
    /// @param elements how many elements of an array have a line of their own; 0 shows the first one in the
    /// array's line
    /// @param compact all members in one line
    /// @param offsets whether they are told
    /// @param indented whether what lies inside is set in
    public record Layout(int elements, boolean compact, boolean offsets, boolean indented) {
        /// A line for each member and one for each array.
        public static final Layout USUAL = new Layout(0, false, true, true);

        public Layout elements(int most) {
            return new Layout(most, compact, offsets, indented);
        }

        public Layout compact(boolean one) {
            return new Layout(elements, one, offsets, indented);
        }

        public Layout offsets(boolean told) {
            return new Layout(elements, compact, told, indented);
        }

        public Layout indented(boolean set) {
            return new Layout(elements, compact, offsets, set);
        }
    }

    private static final int DEEPEST = 16;

    /// A structure up to this size is fetched whole; most of a larger one is arrays, of which little is shown.
    private static final int LARGEST = 0x1000;

    private static final int MOST_ELEMENTS = 10_000;
    private static final String INDENT = "   ";

    /// A member that a path led to.
    ///
    /// @param name as the path spells it, members found by a pattern in full
    /// @param offset from the begin of the outermost structure
    public record Place(String name, long offset, Type type) {}

    /// Writes what `type` holds; `at` is where a value lies, if one is wanted.
    public void write(Type type, Optional<Address> at, Memory memory, Consumer<String> out) {
        switch (type) {
            case Type.Structure structure -> {
                at.filter(_ -> structure.size() <= LARGEST)
                        .ifPresent(base -> memory.expect(base, (int) structure.size()));
                joined(out, line -> members(structure, at, memory, 1, line));
            }
            case Type.Enumeration enumeration
            when at.isEmpty() -> {
                for (Type.Enumerator value : enumeration.values().all()) {
                    out.accept(INDENT + value.name() + " = 0n" + value.value());
                }
            }
            case Type.Array array
            when layout.elements() > 0 && at.isPresent() -> elements(array, at.get(), memory, 0, out);
            default -> out.accept(INDENT + words(type, at, memory));
        }
    }

    /// Writes the members that a path names. Each `.` at its end opens what they hold, or point to, one
    /// level more.
    public void write(
            Type.Structure structure, String path, Optional<Address> at, Memory memory, Consumer<String> out) {
        String names = path.replaceFirst("\\.+$", "");
        int opened = path.length() - names.length();
        List<Place> places = find(structure, names);
        TypeDisplay cut = new TypeDisplay(Math.max(depth, opened), verbose, true, layout);
        if (places.isEmpty() && opened > 0) {
            places = cut.find(structure, names);
        }
        for (Place place : places) {
            Optional<Address> where = at.map(base -> base.plus(place.offset()));
            cut.line(place.name(), place.offset(), place.type(), where, memory, 1, out);
            if (opened > 0 && place.type() instanceof Type.Pointer pointer && where.isPresent()) {
                cut.pointedTo(pointer, where.get(), memory, out);
            }
        }
    }

    private void pointedTo(Type.Pointer pointer, Address at, Memory memory, Consumer<String> out) {
        if (pointer.target().get() instanceof Type.Structure structure) {
            try {
                Address there = memory.pointer(at);
                if (there.value() != 0) {
                    members(structure, Optional.of(there), memory, 2, out);
                }
            } catch (MemoryFault _) {
                // Its own line says that it cannot be read.
            }
        }
    }

    /// All lines as one, if that is wanted.
    private void joined(Consumer<String> out, Consumer<Consumer<String>> lines) {
        if (!layout.compact()) {
            lines.accept(out);
            return;
        }
        List<String> parts = new ArrayList<>();
        lines.accept(line -> parts.add(line.strip().replaceFirst(" +:", " :")));
        out.accept(INDENT + String.join("  ", parts));
    }

    private void elements(Type.Array array, Address at, Memory memory, int level, Consumer<String> out) {
        Type element = array.element().get();
        String indent = level == 0 ? "" : INDENT.repeat(level) + " ";
        for (int i = 0; i < Math.min(array.count(), Math.min(layout.elements(), MOST_ELEMENTS)); i++) {
            Optional<Address> where = Optional.of(at.plus(i * element.size()));
            String head = (level == 0 ? "%s[%d]" : "%s[%02d]").formatted(indent, i);
            if (element instanceof Type.Structure structure) {
                if (layout.compact()) {
                    joined(
                            line -> out.accept(head + " " + line.strip()),
                            line -> members(structure, where, memory, 1, line));
                } else {
                    out.accept(head);
                    members(structure, where, memory, level + 1, out);
                }
            } else {
                out.accept(head + " " + words(element, where, memory));
            }
        }
    }

    private void members(
            Type.Structure structure, Optional<Address> at, Memory memory, int level, Consumer<String> out) {
        for (Member member : structure.members().all()) {
            Type type = member.type().get();
            String name = switch (member.kind()) {
                case FIELD, FUNCTION_TABLE -> member.name();
                case BASE, VIRTUAL_BASE -> "__BaseClass";
                case STATIC -> "=" + member.name();
            };
            if (member.kind() == Member.Kind.STATIC) {
                if (verbose) {
                    out.accept(INDENT.repeat(level) + name + " : " + words(type, Optional.empty(), memory));
                }
            } else {
                line(name, member.offset(), type, at.map(base -> base.plus(member.offset())), memory, level, out);
            }
        }
    }

    private void line(
            String name, long offset, Type type, Optional<Address> at, Memory memory, int level, Consumer<String> out) {
        boolean unrolled = layout.elements() > 0 && type instanceof Type.Array && at.isPresent();
        String place = layout.offsets() ? "+0x%03x ".formatted(offset) : "";
        String padded = layout.offsets() || layout.indented() ? "%-16s".formatted(name) : name;
        String indent = layout.indented() ? INDENT.repeat(level) : "";
        out.accept(indent + place + padded + " : " + (unrolled ? "" : words(type, at, memory)));
        if (unrolled && type instanceof Type.Array array) {
            elements(array, at.orElseThrow(), memory, level, out);
        }
        if (level <= depth && level < DEEPEST && type instanceof Type.Structure structure) {
            members(structure, at, memory, level + 1, out);
        }
    }

    private String words(Type type, Optional<Address> at, Memory memory) {
        if (at.isPresent()) {
            return new ValueText(memory).of(type, at.get());
        }
        return verbose ? TypeWords.verbose(type) : TypeWords.of(type);
    }

    /// The members that a path names: `Pcb.Header.Type`, `Links[2].Flink`, `Pcb.` for all that `Pcb` holds,
    /// with `*` and `?` in its last name. Pointers in the middle are not followed.
    public List<Place> find(Type.Structure structure, String path) {
        return find(structure, path, "", 0);
    }

    private List<Place> find(Type.Structure structure, String path, String before, long base) {
        int dot = path.indexOf('.');
        String step = dot < 0 ? path : path.substring(0, dot);
        int bracket = step.indexOf('[');
        Predicate<String> wanted = wanted(step.isEmpty() ? "*" : bracket < 0 ? step : step.substring(0, bracket));
        return structure.members().all().stream()
                .filter(member -> member.kind() == Member.Kind.FIELD && wanted.test(member.name()))
                .map(member -> new Place(
                        before + member.name(),
                        base + member.offset(),
                        member.type().get()))
                .map(place -> bracket < 0 ? place : element(place, step.substring(bracket)))
                .flatMap(place -> dot < 0 ? List.of(place).stream() : inside(place, path.substring(dot + 1)).stream())
                .toList();
    }

    private List<Place> inside(Place place, String rest) {
        if (!(place.type() instanceof Type.Structure structure)) {
            return List.of();
        }
        return find(structure, rest.isEmpty() ? "*" : rest, place.name() + ".", place.offset());
    }

    private static Place element(Place place, String brackets) {
        Place now = place;
        for (String index : brackets.replace("[", "").split("]", -1)) {
            if (!index.isEmpty() && now.type() instanceof Type.Array array) {
                Type element = array.element().get();
                long number = Long.decode(index.strip());
                now = new Place(now.name() + "[" + number + "]", now.offset() + number * element.size(), element);
            }
        }
        return now;
    }

    private Predicate<String> wanted(String name) {
        if (name.contains("*") || name.contains("?")) {
            String pattern =
                    name.replaceAll("[^*?]+", "\\\\Q$0\\\\E").replace("*", ".*").replace("?", ".");
            return candidate -> candidate.matches("(?i)" + pattern);
        }
        return prefix ? candidate -> candidate.startsWith(name) : name::equals;
    }
}
