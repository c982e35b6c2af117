package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleSymbols;
import io.kdlab.symbol.PeImage;
import io.kdlab.symbol.VersionResource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// `lm`: what is loaded in the target.
final class ListModules extends Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);

    ListModules() {
        super(
                Role.OBSERVE,
                "lm[1m][sm][o][l][v][u][k][e][c][f][i][n][p][t] [a address] [m pattern | M pattern]",
                "list the loaded modules; v adds details, m takes a pattern of names, M of paths, a an address inside, 1m"
                        + " names alone, sm sorted by name, l with symbols loaded, e with trouble, f paths, n file names,"
                        + " t time stamps, c checksums",
                "lmvm nt",
                "lm",
                "lmv",
                "lmvm",
                "lma");
    }

    @Override
    public boolean answersTo(String word) {
        return word.startsWith("lm") && ModuleFilter.isOptions(word.substring(2));
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        ModuleFilter filter = ModuleFilter.read(arguments);
        if (!filter.namesOnly()) {
            session.out()
                    .line(
                            session.target().pointerSize() == 4
                                    ? "start    end        module name"
                                    : "start             end                 module name");
        }
        for (Module module : filter.of(session.symbols())) {
            session.checkCancelled();
            if (filter.has('v') && !filter.namesOnly()) {
                session.symbols().of(module);
            }
            session.out().line(filter.namesOnly() ? module.name() : row(session, filter, module));
            if (filter.has('v') && !filter.namesOnly()) {
                details(session, module);
            }
        }
    }

    private static String row(CommandSession session, ModuleFilter filter, Module module) {
        StringBuilder more = new StringBuilder();
        if (filter.has('f')) {
            more.append(module.path()).append(' ');
        } else if (filter.has('n') || filter.has('i')) {
            more.append(String.format(Locale.ROOT, "%-12s ", module.fileName()));
        }
        if (filter.has('t')) {
            more.append(stamp(module.timestamp())).append(' ');
        }
        if (filter.has('c')) {
            more.append(String.format(Locale.ROOT, "CheckSum: %08X ", module.checksum()));
        }
        ModuleSymbols symbols = session.symbols().known(module);
        String rest = more.isEmpty() && !filter.has('p')
                ? String.format(
                        Locale.ROOT, "%s %-22s %s", symbols.mismatched() ? "M" : " ", symbols.status(), symbols.file())
                : more.toString();
        return String.format(Locale.ROOT, "%s %s   %-8s %s", module.base(), module.end(), module.name(), rest)
                .stripTrailing();
    }

    private static String stamp(int timestamp) {
        long stamp = Integer.toUnsignedLong(timestamp);
        String time = stamp == 0 ? "unavailable" : TIME.format(Instant.ofEpochSecond(stamp));
        return String.format(Locale.ROOT, "%s (%08X)", time, stamp);
    }

    private static void details(CommandSession session, Module module) {
        ModuleSymbols symbols = session.symbols().of(module);
        if (!symbols.file().isEmpty()) {
            session.out().line("    Loaded symbol file: " + symbols.file());
        }
        if (!symbols.trouble().isEmpty()) {
            session.out().line("    Symbols: " + symbols.trouble());
        }
        Optional<PeImage> image = session.symbols().image(module).toOptional();
        session.out().line("    Image path: " + module.path());
        session.out().line("    Image name: " + module.fileName());
        session.out().line("    Timestamp:        " + stamp(module.timestamp()));
        session.out().print("    CheckSum:         %08X%n", module.checksum());
        session.out().print("    ImageSize:        %08X%n", module.size());
        image.flatMap(headers -> VersionResource.read(headers).toOptional())
                .ifPresent(version -> version(session, version));
    }

    private static void version(CommandSession session, VersionResource version) {
        session.out().line("    File version:     " + version.fileVersion());
        session.out().line("    Product version:  " + version.productVersion());
        session.out().print("    File flags:       %X (Mask %X)%n", version.flags(), version.flagsMask());
        session.out().print("    File OS:          %X%n", version.system());
        session.out().print("    File type:        %X.%X%n", version.type(), version.subtype());
        session.out().line("    Translations:     " + String.join(" ", version.translations()));
        if (!version.texts().isEmpty()) {
            session.out().line("    Information from resource tables:");
            version.texts().forEach((name, text) -> session.out().print("        %-17s %s%n", name + ":", text));
        }
    }
}
