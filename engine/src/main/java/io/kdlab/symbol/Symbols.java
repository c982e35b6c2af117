package io.kdlab.symbol;

import io.kdlab.symbol.store.SearchWatch;
import io.kdlab.symbol.type.Type;
import io.kdlab.target.EngineException;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Names for addresses and addresses for names, over the modules of one target.
///
/// Symbols of a module are looked for when they are first needed (until then the module is *deferred*), which
/// reads the image's headers from the target. Call it where the target may be read: from the thread that owns
/// the session. A look-up that fails because the target cannot be read now leaves the module deferred.
public final class Symbols {
    private final Memory memory;
    private final Map<Module, ModuleSymbols> loaded = new ConcurrentHashMap<>();
    private final Map<Module, PeImage> images = new ConcurrentHashMap<>();
    private volatile SymbolPath path;
    private volatile ModuleList modules = ModuleList.EMPTY;
    private volatile SearchWatch watch = SearchWatch.NOBODY;
    private volatile boolean noisy;
    private volatile boolean withLines = true;
    private volatile boolean anyBuild;

    /// A symbol by its full name: where it is, and the source's own words about it.
    public record Match(Module module, ImageSymbol symbol) {
        public Address address() {
            return module.base().plus(Integer.toUnsignedLong(symbol.rva()));
        }

        @Override
        public String toString() {
            return module.name() + "!" + symbol.name();
        }
    }

    /// A type by its full name, or a datum by its name and the type it has.
    ///
    /// @param address where the datum lies; empty for a type
    public record TypeMatch(Module module, String name, Type type, Optional<Address> address) {
        @Override
        public String toString() {
            return module.name() + "!" + name;
        }
    }

    public Symbols(Memory memory, SymbolPath path) {
        this.memory = memory;
        this.path = path;
    }

    public ModuleList modules() {
        return modules;
    }

    /// Replaces the list of modules. What is known of images that stay is kept, also where the target's notice and its
    /// list describe the same image in different words.
    public void modules(ModuleList list) {
        for (Module module : list.all()) {
            keep(loaded, module);
            keep(images, module);
        }
        modules = list;
        loaded.keySet().retainAll(list.all());
        images.keySet().retainAll(list.all());
    }

    private static <T> void keep(Map<Module, T> known, Module module) {
        known.keySet().stream()
                .filter(module::isSameImage)
                .findFirst()
                .ifPresent(before -> known.putIfAbsent(module, known.get(before)));
    }

    public SymbolPath path() {
        return path;
    }

    /// Searches elsewhere from now on; modules without a matching PDB become deferred again.
    public void path(SymbolPath other) {
        path = other;
        retry();
    }

    /// Who sees how searches go and can end them.
    public void watch(SearchWatch who) {
        watch = who;
    }

    /// Whether a PDB of the right name but another build is used where there is none better.
    public boolean takesAnyBuild() {
        return anyBuild;
    }

    public void anyBuild(boolean taken) {
        anyBuild = taken;
        retry();
    }

    /// Whether lines of source are told (`.lines`).
    public boolean hasLines() {
        return withLines;
    }

    public void lines(boolean told) {
        withLines = told;
    }

    /// Whether searches tell every place that they look at.
    public boolean isNoisy() {
        return noisy;
    }

    public void noisy(boolean loud) {
        noisy = loud;
    }

    /// Looks again for what has no matching PDB, the next time that somebody asks.
    public void retry() {
        loaded.values().removeIf(symbols -> !isPdb(symbols.status()) || symbols.mismatched());
    }

    /// Looks for the module's symbols now, whatever is known.
    ///
    /// @param otherBuild whether a PDB of the right name but another build will do, this time
    public ModuleSymbols load(Module module, boolean otherBuild) {
        images.remove(module);
        ModuleSymbols found =
                new SymbolSearch(path, module, image(module), otherBuild || anyBuild, listener()).search();
        loaded.put(module, found);
        return found;
    }

    /// Forgets what is known of the module; it becomes deferred.
    public void forget(Module module) {
        loaded.remove(module);
        images.remove(module);
    }

    private SearchWatch listener() {
        SearchWatch who = watch;
        return noisy ? who : who.quietly();
    }

    /// Forgets everything that was loaded.
    public void reload() {
        loaded.clear();
        images.clear();
    }

    /// What is known of the module's symbols now, without looking for them.
    public ModuleSymbols known(Module module) {
        return loaded.getOrDefault(module, ModuleSymbols.DEFERRED);
    }

    /// The module's symbols, looked for if nobody has yet.
    public ModuleSymbols of(Module module) {
        ModuleSymbols known = loaded.get(module);
        if (known != null) {
            return known;
        }
        ModuleSymbols found = new SymbolSearch(path, module, image(module), anyBuild, listener()).search();
        loaded.put(module, found);
        return found;
    }

    /// The module's image as the target's memory shows it. Holes are asked for again next time: they may be
    /// filled then.
    public Piece<PeImage> image(Module module) {
        PeImage known = images.get(module);
        if (known != null) {
            return new Piece.Found<>(known);
        }
        Piece<PeImage> read = PeImage.read(memory, module.base());
        read.toOptional().ifPresent(image -> images.put(module, image));
        return read;
    }

    /// The image that lies at `base`, known as a module or not.
    public Piece<PeImage> imageAt(Address base) {
        return PeImage.read(memory, base);
    }

    /// What lies at `address`: the nearest symbol at or below it in its module; empty outside all modules.
    public Optional<Symbol> at(Address address) {
        return modules.containing(address).map(module -> {
            long rva = address.minus(module.base());
            return ask(module, source -> source.below((int) rva))
                    .map(symbol -> new Symbol(module, symbol.name(), rva - Integer.toUnsignedLong(symbol.rva())))
                    .orElseGet(() -> new Symbol(module, "", rva));
        });
    }

    /// The nearest symbol above `address` in its module, as a place of its own.
    public Optional<Match> above(Address address) {
        return modules.containing(address)
                .flatMap(module -> ask(module, source -> source.above((int) address.minus(module.base())))
                        .map(symbol -> new Match(module, symbol)));
    }

    /// The nearest symbol at or below `address`, with all that its source knows of it.
    public Optional<Match> below(Address address) {
        return modules.containing(address)
                .flatMap(module -> ask(module, source -> source.below((int) address.minus(module.base())))
                        .map(symbol -> new Match(module, symbol)));
    }

    /// The type of what was found: of a datum, or the signature of a function.
    public Optional<Type> typeOf(Match match) {
        return ask(match.module(), source -> source.typeOf(match.symbol()));
    }

    /// The line of source that the code at `address` was made from.
    public Optional<SourceLine> line(Address address) {
        return !withLines
                ? Optional.empty()
                : modules.containing(address)
                        .flatMap(module -> ask(module, source -> source.line((int) address.minus(module.base()))));
    }

    /// How the frame of 32-bit code at `address` is undone.
    public Optional<FrameData> frame(Address address) {
        return modules.containing(address)
                .flatMap(module -> ask(module, source -> source.frame((int) address.minus(module.base()))));
    }

    /// The parameters and locals of the function that `address` lies in.
    public List<LocalVariable> locals(Address address) {
        return modules.containing(address)
                .flatMap(module ->
                        ask(module, source -> Optional.of(source.locals((int) address.minus(module.base())))))
                .orElse(List.of());
    }

    /// The symbol at `address` as text, for operands of instructions.
    public Optional<String> nameAt(Address address) {
        return at(address).map(Symbol::toString);
    }

    /// The address of `mod!name`, of a module's `name`, or of `name` in whichever module has it (the kernel
    /// first).
    public Optional<Address> address(String name) {
        int bang = name.indexOf('!');
        if (bang >= 0) {
            return modules.named(name.substring(0, bang))
                    .flatMap(module -> in(module, name.substring(bang + 1)))
                    .map(Match::address);
        }
        Optional<Module> module = modules.named(name);
        if (module.isPresent()) {
            return module.map(Module::base);
        }
        return searched().stream()
                .map(each -> in(each, name))
                .flatMap(Optional::stream)
                .map(Match::address)
                .findFirst();
    }

    /// The symbols that match `pattern`: `mod!name` with `*` and `?` in either part, at most `limit`.
    public List<Match> matching(String pattern, int limit) {
        int bang = pattern.indexOf('!');
        String modulePattern = bang < 0 ? "*" : pattern.substring(0, bang);
        String namePattern = bang < 0 ? pattern : pattern.substring(bang + 1);
        List<Match> found = new ArrayList<>();
        for (Module module : searched()) {
            if (found.size() < limit && NamePattern.of(modulePattern).matches(module.name())) {
                ask(module, source -> Optional.of(source.matching(namePattern, limit - found.size())))
                        .ifPresent(hits -> hits.forEach(symbol -> found.add(new Match(module, symbol))));
            }
        }
        return found;
    }

    /// The type or the datum called `mod!name`, or `name` in whichever module has it (the kernel first).
    public Optional<TypeMatch> type(String name) {
        int bang = name.indexOf('!');
        String own = name.substring(bang + 1);
        List<Module> where = bang < 0
                ? searched()
                : modules.named(name.substring(0, bang)).stream().toList();
        return where.stream()
                .map(module -> typeIn(module, own))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<TypeMatch> typeIn(Module module, String name) {
        Optional<TypeMatch> type = ask(module, source -> source.types().named(name))
                .map(found -> new TypeMatch(module, found.name(), found, Optional.empty()));
        return type.or(() -> ask(module, source -> source.typeOf(name))
                .flatMap(found -> in(module, name)
                        .map(match ->
                                new TypeMatch(module, match.symbol().name(), found, Optional.of(match.address())))));
    }

    /// The names of types that match `pattern`: `mod!name` with `*` and `?` in either part, at most `limit`.
    public List<String> typeNames(String pattern, int limit) {
        int bang = pattern.indexOf('!');
        NamePattern wanted = NamePattern.of(bang < 0 ? "*" : pattern.substring(0, bang));
        List<String> found = new ArrayList<>();
        for (Module module : searched()) {
            if (found.size() < limit && wanted.matches(module.name())) {
                ask(
                                module,
                                source -> Optional.of(
                                        source.types().matching(pattern.substring(bang + 1), limit - found.size())))
                        .ifPresent(names -> names.forEach(name -> found.add(module.name() + "!" + name)));
            }
        }
        return found;
    }

    private Optional<Match> in(Module module, String name) {
        return ask(module, source -> source.named(name)).map(symbol -> new Match(module, symbol));
    }

    /// Asks the module's symbols. A target that cannot be read now is no reason to fail a look-up, and a symbol
    /// file that turns out to be damaged is not asked again.
    <T> Optional<T> ask(Module module, Function<SymbolSource, Optional<T>> question) {
        try {
            return of(module).source().flatMap(question);
        } catch (SymbolFileException e) {
            loaded.put(module, ModuleSymbols.none(false, e.problem()));
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    /// All modules, the kernel first.
    List<Module> searched() {
        List<Module> order = new ArrayList<>(modules.all());
        modules.kernel().ifPresent(kernel -> {
            order.remove(kernel);
            order.addFirst(kernel);
        });
        return order;
    }

    private static boolean isPdb(SymbolStatus status) {
        return status == SymbolStatus.PDB || status == SymbolStatus.PRIVATE_PDB;
    }
}
