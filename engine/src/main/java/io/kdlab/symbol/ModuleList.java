package io.kdlab.symbol;

import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The modules of a target, by base address. Immutable; a load or an unload gives a new list.
///
/// At the earliest stops the target's own list is still empty and only the load-symbols notices tell of the
/// kernel, so a list can grow from nothing.
public final class ModuleList {
    /// No modules.
    public static final ModuleList EMPTY = new ModuleList(new TreeMap<>());

    private final NavigableMap<Address, Module> byBase;

    private ModuleList(NavigableMap<Address, Module> byBase) {
        this.byBase = byBase;
    }

    /// All modules, lowest base first.
    public List<Module> all() {
        return List.copyOf(byBase.values());
    }

    public boolean isEmpty() {
        return byBase.isEmpty();
    }

    /// The module that `address` lies in.
    public Optional<Module> containing(Address address) {
        var below = byBase.floorEntry(address);
        return below == null
                ? Optional.empty()
                : Optional.of(below.getValue()).filter(module -> module.contains(address));
    }

    /// The module of that name, upper or lower case; the kernel answers to `nt` and to its file's name.
    public Optional<Module> named(String name) {
        return byBase.values().stream()
                .filter(module -> module.name().equalsIgnoreCase(name))
                .findFirst()
                .or(() -> byBase.values().stream()
                        .filter(module -> module.isCalled(name))
                        .findFirst());
    }

    /// The kernel itself.
    public Optional<Module> kernel() {
        return named(Module.KERNEL);
    }

    /// This list and `module`, in place of what was at its base or overlapped it.
    ///
    /// A second module of a name that is taken gets its base address appended, as in WinDbg.
    public ModuleList with(Module module) {
        NavigableMap<Address, Module> grown = new TreeMap<>(byBase);
        grown.values()
                .removeIf(known -> known.base().equals(module.base())
                        || known.contains(module.base())
                        || module.contains(known.base()));
        boolean taken = grown.values().stream().anyMatch(known -> known.name().equalsIgnoreCase(module.name()));
        grown.put(module.base(), taken ? module.named(apart(module)) : module);
        return new ModuleList(grown);
    }

    /// This list without the module at `base`.
    public ModuleList without(Address base) {
        if (!byBase.containsKey(base)) {
            return this;
        }
        NavigableMap<Address, Module> shrunk = new TreeMap<>(byBase);
        shrunk.remove(base);
        return new ModuleList(shrunk);
    }

    /// This list with what a load-symbols notice says.
    ///
    /// @param kernelBase where the target said that its kernel lies; the module there is called `nt`
    public ModuleList loaded(String path, Address base, long size, int checksum, Address kernelBase) {
        String name = base.equals(kernelBase) ? Module.KERNEL : Module.nameOf(path);
        return with(new Module(name, base, size, 0, checksum, path));
    }

    private static String apart(Module module) {
        return module.name() + "_" + module.base().toString().replace('`', '_').toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModuleList that && byBase.equals(that.byBase);
    }

    @Override
    public int hashCode() {
        return byBase.hashCode();
    }

    @Override
    public String toString() {
        return byBase.values().toString();
    }
}
