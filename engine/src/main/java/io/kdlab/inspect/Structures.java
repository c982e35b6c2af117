package io.kdlab.inspect;

import io.kdlab.symbol.Module;
import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Structures of the target by the names that its symbols give them: every offset, size and width comes from there.
///
/// What symbols do not describe ends in an [Unsupported] that says which name is missing and what is loaded instead.
/// Made for one command; remembers where fields are.
public final class Structures {
    private final Memory memory;
    private final Symbols symbols;
    private final Map<String, Optional<Type>> types = new HashMap<>();
    private final Map<String, Optional<Placed.Field>> fields = new HashMap<>();

    public Structures(Memory memory, Symbols symbols) {
        this.memory = memory;
        this.symbols = symbols;
    }

    /// Where values are read.
    public Memory memory() {
        return memory;
    }

    /// Where names come from.
    public Symbols symbols() {
        return symbols;
    }

    /// The structure `type` (`_EPROCESS`) at `at`; nothing is read yet.
    public Placed at(String type, Address at) {
        return new Placed(this, type(type), at);
    }

    /// The type of that name, the kernel's before others'.
    public Type type(String name) {
        return find(name).orElseThrow(() -> missing("the type " + qualified(name)));
    }

    /// Whether symbols describe `name`.
    public boolean knows(String name) {
        return find(name).isPresent();
    }

    private Optional<Type> find(String name) {
        return types.computeIfAbsent(
                name,
                wanted -> symbols.type(wanted)
                        .filter(match -> match.address().isEmpty())
                        .map(Symbols.TypeMatch::type)
                        .filter(type -> !(type instanceof Type.Structure structure && structure.declared())));
    }

    /// The kernel's datum `name`, of the type that its symbols give it.
    public Placed global(String name) {
        return optionalGlobal(name).orElseThrow(() -> missing("the variable " + qualified(name)));
    }

    /// The same, where kernels may do without it.
    public Optional<Placed> optionalGlobal(String name) {
        return symbols.type(qualified(name))
                .flatMap(match -> match.address().map(at -> new Placed(this, match.type(), at)));
    }

    /// Where `name` is, whether or not its type is known.
    public Address addressOf(String name) {
        return symbols.address(qualified(name)).orElseThrow(() -> missing("the symbol " + qualified(name)));
    }

    /// The field that `path` names in `structure`.
    Optional<Placed.Field> field(Type.Structure structure, String path) {
        return fields.computeIfAbsent(structure.name() + " " + path, _ -> Placed.Field.find(structure, path));
    }

    /// The text for something that symbols do not tell.
    Unsupported missing(String what) {
        String loaded = symbols.modules()
                .kernel()
                .map(kernel ->
                        kernel.name() + " has " + symbols.known(kernel).status().words())
                .orElse("no kernel is loaded");
        return new Unsupported(
                "needs " + what + ", which symbols do not tell (" + loaded + "): see .sympath and .reload /f nt");
    }

    private String qualified(String name) {
        return name.contains("!")
                ? name
                : symbols.modules().kernel().map(Module::name).orElse("nt") + "!" + name;
    }
}
