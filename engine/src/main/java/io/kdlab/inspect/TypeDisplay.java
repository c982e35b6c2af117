package io.kdlab.inspect;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The lines of `dt`: a structure's members at their offsets, with values where there is an address.
///
/// @param depth how many levels of structures inside are opened
/// @param verbose types with what they hold; static members too
/// @param prefix whether a field's name in a path may be cut short (`-y`)
public record TypeDisplay(int depth, boolean verbose, boolean prefix) {
    /// What is usual.
    public static final TypeDisplay PLAIN = new TypeDisplay(0, false, false);

    private static final int DEEPEST = 16;

    /// A structure up to this size is fetched whole; most of a larger one is arrays, of which little is shown.
    private static final int LARGEST = 0x1000;

    private static final String INDENT = "   ";

    /// A member that a path led to.
    ///
    /// @param name as the path spells it, members found by a pattern in full
    /// @param offset from the begin of the outermost structure
    public record Place(String name, long offset, Type type) {}

    /// Writes what `type` holds; `at` is where a value lies, if one is wanted.
    public void write(Type type, Optional<Address> at, Memory memory, Consumer<String> out) {
        if (type instanceof Type.Structure structure) {
            at.filter(base -> structure.size() <= LARGEST)
                    .ifPresent(base -> memory.expect(base, (int) structure.size()));
            members(structure, at, memory, 1, out);
        } else if (type instanceof Type.Enumeration enumeration && at.isEmpty()) {
            for (Type.Enumerator value : enumeration.values().all()) {
                out.accept(INDENT + value.name() + " = 0n" + value.value());
            }
        } else {
            out.accept(INDENT + words(type, at, memory));
        }
    }

    /// Writes single members, each with its place.
    public void write(List<Place> places, Optional<Address> at, Memory memory, Consumer<String> out) {
        for (Place place : places) {
            line(place.name(), place.offset(), place.type(), at.map(base -> base.plus(place.offset())), memory, 1, out);
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
        out.accept("%s+0x%03x %-16s : %s".formatted(INDENT.repeat(level), offset, name, words(type, at, memory)));
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

    /// The members that a path names: `Pcb.Header.Type`, `Links[2].Flink`, `Pcb.` for all that `Pcb` holds, with `*`
    /// and `?` in its last name. Pointers in the middle are not followed.
    public List<Place> find(Type.Structure structure, String path) {
        return find(structure, path, "", 0);
    }

    private List<Place> find(Type.Structure structure, String path, String before, long base) {
        int dot = path.indexOf('.');
        String step = dot < 0 ? path : path.substring(0, dot);
        int bracket = step.indexOf('[');
        Predicate<String> wanted = wanted(bracket < 0 ? step : step.substring(0, bracket));
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
