package io.kdlab.inspect;

import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.Optional;

/// A structure of the kernel in memory, read field by field as the kernel's own symbols describe it.
///
/// @param at where it begins
public record Structure(Memory memory, Type.Structure type, Address at) {
    private static final int NEAR = 0x1000;

    /// Fields that are near each other are fetched together.
    public Structure {
        memory.ordinary(at, (int) Math.min(type.size(), NEAR));
    }

    /// The structure called `name` at `at`.
    ///
    /// @throws Unsupported naming it, when no symbols describe it
    public static Structure at(Address at, String name, Memory memory, Symbols symbols) {
        return new Structure(memory, type(name, symbols), at);
    }

    private static Type.Structure type(String name, Symbols symbols) {
        return symbols.type(name)
                .map(Symbols.TypeMatch::type)
                .filter(Type.Structure.class::isInstance)
                .map(Type.Structure.class::cast)
                .orElseThrow(() -> new Unsupported("no symbols describe " + name + ", which is needed for this"));
    }

    /// Whether symbols describe a structure called `name`.
    public static boolean isKnown(String name, Symbols symbols) {
        return symbols.type(name)
                .filter(match -> match.type() instanceof Type.Structure)
                .isPresent();
    }

    /// Whether it has a field, which builds of a kernel differ in.
    public boolean has(String path) {
        return find(path).isPresent();
    }

    /// The unsigned value of a field of at most eight bytes; `Pcb.DirectoryTableBase` for one in a structure inside.
    ///
    /// @throws Unsupported naming it, when there is no such field
    public long get(String path) {
        TypeDisplay.Place place = place(path);
        return new ValueText(memory)
                .unsigned(at.plus(place.offset()), place.type().size());
    }

    /// How far from the begin a field is.
    public long offset(String path) {
        return place(path).offset();
    }

    private TypeDisplay.Place place(String path) {
        return find(path)
                .orElseThrow(() -> new Unsupported(
                        "the symbols of " + type.name() + " describe no " + path + ", which is needed for this"));
    }

    private Optional<TypeDisplay.Place> find(String path) {
        return TypeDisplay.PLAIN.find(type, path).stream().findFirst();
    }
}
