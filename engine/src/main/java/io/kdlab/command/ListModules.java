package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleSymbols;
import io.kdlab.value.Address;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `lm`: what is loaded in the target.
final class ListModules extends Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);

    ListModules() {
        super(
                Role.OBSERVE,
                "lm[v][m pattern] [a address]",
                "list the loaded modules; v adds details, m takes a pattern of names, a an address inside",
                "lmvm nt",
                "lm",
                "lmv",
                "lmvm",
                "lma");
    }

    @Override
    public boolean answersTo(String word) {
        return word.matches("lm[vkofnmastlecpiu]*");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String options = arguments.word().substring(2);
        boolean details = options.contains("v");
        boolean byName = options.contains("m");
        boolean byAddress = options.contains("a");
        String pattern = "*";
        Optional<Address> inside = Optional.empty();
        while (!arguments.isEmpty()) {
            if (byName || arguments.take("m ")) {
                pattern = arguments.takeWord();
                byName = false;
            } else if (byAddress || arguments.take("a ")) {
                inside = Optional.of(arguments.address());
                byAddress = false;
            } else if (arguments.take("v")) {
                details = true;
            } else {
                throw arguments.error("Syntax");
            }
        }
        list(session, pattern, inside, details);
    }

    private static void list(CommandSession session, String pattern, Optional<Address> inside, boolean details) {
        session.out()
                .line(
                        session.target().pointerSize() == 4
                                ? "start    end        module name"
                                : "start             end                 module name");
        Wildcard wildcard = new Wildcard(pattern);
        List<Module> modules = session.symbols().modules().all().stream()
                .filter(module -> wildcard.matches(module.name()))
                .filter(module -> inside.map(module::contains).orElse(true))
                .sorted(Comparator.comparing(Module::base))
                .toList();
        for (Module module : modules) {
            session.checkCancelled();
            session.out().line(row(session, module));
            if (details) {
                details(session, module);
            }
        }
    }

    private static String row(CommandSession session, Module module) {
        ModuleSymbols symbols = session.symbols().known(module);
        return String.format(
                        Locale.ROOT,
                        "%s %s   %-8s %s %-22s %s",
                        module.base(),
                        module.end(),
                        module.name(),
                        symbols.mismatched() ? "M" : " ",
                        symbols.status(),
                        symbols.file())
                .stripTrailing();
    }

    private static void details(CommandSession session, Module module) {
        long stamp = Integer.toUnsignedLong(module.timestamp());
        ModuleSymbols symbols = session.symbols().of(module);
        if (!symbols.file().isEmpty()) {
            session.out().line("    Loaded symbol file: " + symbols.file());
        }
        if (!symbols.trouble().isEmpty()) {
            session.out().line("    Symbols: " + symbols.trouble());
        }
        session.out().line("    Image path: " + module.path());
        session.out().line("    Image name: " + module.fileName());
        String time = stamp == 0 ? "unavailable" : TIME.format(Instant.ofEpochSecond(stamp));
        session.out().print("    Timestamp:        %s (%08X)%n", time, stamp);
        session.out().print("    CheckSum:         %08X%n", module.checksum());
        session.out().print("    ImageSize:        %08X%n", module.size());
    }
}
