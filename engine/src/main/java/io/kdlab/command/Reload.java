package io.kdlab.command;

import io.kdlab.expression.Wildcard;
import io.kdlab.session.Role;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleSymbols;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `.reload` and `ld`: modules and their symbols anew.
final class Reload extends Command {
    /// Dots of progress in a row.
    private static final int ROW = 64;

    private static final Set<String> KNOWN = Set.of("f", "i", "n", "u", "v", "s", "w", "user");

    private final boolean always;

    private Reload(boolean always, String usage, String summary, String example, String name) {
        super(Role.OBSERVE, usage, summary, example, name);
        this.always = always;
    }

    static Reload lazily() {
        return new Reload(
                false,
                ".reload [/f] [/i] [/n] [/u] [/v] [/s] [/w] [/user] [module[=base[,size[,timestamp]]]]",
                "read the list of loaded modules again; /f loads symbols at once, /i takes those of another build, /u"
                        + " forgets a module, a base adds one that the target does not list",
                ".reload /f nt",
                ".reload");
    }

    static Reload now() {
        return new Reload(true, "ld module", "load the symbols of a module, or of all (*), at once", "ld nt", "ld");
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.contains("=") || arguments.matches(".*/u(\\s.*)?") ? Role.DRIVE : Role.OBSERVE;
    }

    @Override
    public boolean actsSometimes() {
        return !always;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Set<String> options = new TreeSet<>();
        while (arguments.take("/")) {
            String option = arguments.takeName();
            if (!KNOWN.contains(option)) {
                throw arguments.refusal(
                        option.equals("o") || option.equals("unl")
                                ? ".reload /" + option
                                        + " is not there: neither caches nor unloaded modules are read anew"
                                : "Invalid switch '" + option + "'");
            }
            options.add(option);
        }
        if (options.contains("user")) {
            throw arguments.refusal(".reload /user: modules of user mode are not known in a kernel session");
        }
        String name = moduleName(arguments);
        if (arguments.take("=")) {
            add(session, name, arguments);
        } else if (options.contains("u")) {
            forget(session, name, arguments);
            return;
        } else {
            arguments.end();
            if (name.isEmpty()) {
                if (always) {
                    throw arguments.refusal("ld needs a module, or * for all");
                }
                everything(session, options);
                return;
            }
            if (!always) {
                session.reloadModules();
            }
        }
        for (Module module : named(session, name, arguments)) {
            session.checkCancelled();
            session.symbols().forget(module);
            if (always || options.contains("f") || options.contains("i")) {
                load(session, module, options);
            }
        }
        session.symbolsChanged();
    }

    private static String moduleName(Arguments arguments) {
        String name = arguments.rest().strip().split("[ =]", 2)[0];
        arguments.take(name);
        return name;
    }

    private static void everything(CommandSession session, Set<String> options) {
        session.reloadModules();
        session.symbols().retry();
        session.out().line("Loading Kernel Symbols");
        List<Module> modules = session.symbols().modules().all();
        for (int i = 0; i < modules.size(); i++) {
            session.checkCancelled();
            boolean last = i + 1 == modules.size();
            session.out().print(last || (i + 1) % ROW == 0 ? ".%n" : ".");
            if (options.contains("f") || options.contains("i") || options.contains("v")) {
                load(session, modules.get(i), options);
            }
        }
        session.symbolsChanged();
    }

    private static void load(CommandSession session, Module module, Set<String> options) {
        if (options.contains("v")) {
            session.out()
                    .print(
                            "%nAddImage: %s%n DllBase  = %s%n Size     = %08x%n Checksum = %08x%n TimeDateStamp = %08x%n",
                            module.path(), module.base(), module.size(), module.checksum(), module.timestamp());
        }
        if (options.equals(Set.of("v"))) {
            return;
        }
        ModuleSymbols symbols = session.symbols().load(module, options.contains("i"));
        switch (symbols.status()) {
            case NONE ->
                session.out()
                        .line("*** ERROR: Module load completed but symbols could not be loaded for "
                                + module.fileName());
            case EXPORT ->
                session.out()
                        .line("*** ERROR: Symbol file could not be found.  Defaulted to export symbols for "
                                + module.fileName() + " - ");
            default -> {
                if (symbols.mismatched()) {
                    session.out().line("*** WARNING: Mismatched symbols are in use for " + module.fileName());
                }
            }
        }
        if (!symbols.trouble().isEmpty()) {
            session.out().line("    " + symbols.trouble());
        }
    }

    private static void add(CommandSession session, String name, Arguments arguments) {
        Address base = arguments.address();
        long size = arguments.take(",") ? arguments.value() : 0;
        long timestamp = arguments.take(",") ? arguments.value() : 0;
        arguments.end();
        Symbols symbols = session.symbols();
        if (size == 0) {
            size = symbols.imageAt(base)
                    .toOptional()
                    .map(image -> Integer.toUnsignedLong(image.size()))
                    .orElseThrow(() -> arguments.refusal("Unable to add module at " + base
                            + ": no image's headers can be read there; say the size too"));
        }
        if (size < 0 || size > 0xffff_ffffL) {
            throw arguments.refusal("an image cannot have " + Long.toHexString(size) + " bytes");
        }
        symbols.modules(symbols.modules().with(new Module(Module.nameOf(name), base, size, (int) timestamp, 0, name)));
    }

    private static void forget(CommandSession session, String name, Arguments arguments) {
        arguments.end();
        for (Module module : named(session, name, arguments)) {
            session.symbols().modules(session.symbols().modules().without(module.base()));
            session.out().line("Unloaded " + module.name());
        }
    }

    /// The modules that a name or a pattern means, with or without the extension of the file.
    private static List<Module> named(CommandSession session, String name, Arguments arguments) {
        Wildcard wanted = new Wildcard(name);
        List<Module> found = session.symbols().modules().all().stream()
                .filter(module -> wanted.matches(module.name()) || wanted.matches(module.fileName()))
                .toList();
        Optional<Module> called = session.symbols().modules().named(Module.nameOf(name));
        if (found.isEmpty() && called.isPresent()) {
            return List.of(called.get());
        }
        if (found.isEmpty()) {
            throw arguments.refusal("\"" + name + "\" was not found in the image list. Its base address and size can be"
                    + " given as .reload <image.ext>=<base>,<size>");
        }
        return found;
    }
}
