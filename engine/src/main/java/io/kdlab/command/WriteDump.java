package io.kdlab.command;

import io.kdlab.dump.DumpContents;
import io.kdlab.dump.DumpKind;
import io.kdlab.dump.DumpWriter;
import io.kdlab.inspect.DumpPlan;
import io.kdlab.session.Role;
import io.kdlab.target.Unsupported;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// `.dump`: a dump over the wire, of a target that does not crash by it.
final class WriteDump extends Command {
    private static final DateTimeFormatter UNIQUE =
            DateTimeFormatter.ofPattern("_uuuu-MM-dd_HH-mm-ss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern OPTION = Pattern.compile("/[a-z]{1,2}(\\s|$)");
    /// How often its progress is told.
    private static final Duration NEWS = Duration.ofSeconds(2);

    WriteDump() {
        super(
                Role.DRIVE,
                ".dump /f|/k [/o] [/u] [/c \"Comment\"] FileName",
                "write all memory (/f) or the kernel's (/k) to a dump on the engine's machine; asked again at the same"
                        + " stop, it goes on where it was cut",
                ".dump /k /o memory.dmp",
                ".dump");
    }

    private static final class Options {
        Optional<DumpKind> kind = Optional.empty();
        boolean replaced;
        boolean unique;
        String comment = "";
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Options options = options(arguments);
        Path file = file(arguments, options, session.clock().instant());
        DumpKind kind = options.kind.orElseThrow(() -> arguments.refusal(
                "Say what to dump: /f all of the memory, or /k what the kernel's half of the page tables maps"));
        DumpContents contents = DumpPlan.of(session.target(), session.lastEvent(), kind, options.comment);
        session.out().line("Creating " + file + " - " + words(kind));
        write(session, contents, file, options.replaced);
    }

    private static Options options(Arguments arguments) {
        Options options = new Options();
        // A path begins with a slash, too.
        while (OPTION.matcher(arguments.rest().stripLeading()).lookingAt()) {
            String option = arguments.takeWord();
            switch (option) {
                case "/f" -> options.kind = Optional.of(DumpKind.FULL);
                case "/k", "/ka" -> options.kind = Optional.of(DumpKind.BITMAP_KERNEL);
                case "/o" -> options.replaced = true;
                case "/u" -> options.unique = true;
                case "/c" -> options.comment = arguments.quoted().orElseThrow(() -> arguments.error("Missing comment"));
                case "/m" ->
                    throw arguments.refusal("Minidumps are not written: they hold what only Windows itself knows how to"
                            + " choose. /k writes the kernel's memory");
                default -> throw arguments.error("Unknown option '" + option + "'");
            }
        }
        return options;
    }

    private static Path file(Arguments arguments, Options options, Instant now) {
        String name = arguments.quoted().orElseGet(arguments::takeRest).strip();
        if (name.isEmpty()) {
            throw arguments.error("Missing file name");
        }
        arguments.end();
        int dot = name.lastIndexOf('.');
        int end = dot > name.lastIndexOf('/') ? dot : name.length();
        return Path.of(options.unique ? name.substring(0, end) + UNIQUE.format(now) + name.substring(end) : name);
    }

    private static String words(DumpKind kind) {
        return kind == DumpKind.FULL ? "Full kernel dump" : "Kernel memory dump";
    }

    private static void write(CommandSession session, DumpContents contents, Path file, boolean replaced) {
        DumpWriter writer = new DumpWriter(file, contents);
        Instant[] told = {session.clock().instant()};
        DumpWriter.Progress progress = (pages, all) -> {
            session.checkCancelled();
            Instant now = session.clock().instant();
            if (Duration.between(told[0], now).compareTo(NEWS) >= 0) {
                told[0] = now;
                session.out().print("  %d of %d pages, %d%%%n", pages, all, 100 * pages / all);
            }
        };
        try {
            DumpWriter.Written written = writer.write(
                    (at, length) -> session.target().readPhysical(at, length).known(), progress, replaced);
            session.out().print("Dump successfully written: %d pages%s%n", written.pages(), more(written));
        } catch (FileAlreadyExistsException there) {
            throw new Unsupported(file + " is there already; /o replaces it, /u gives the new one a name of its own");
        } catch (IOException e) {
            throw new Unsupported("cannot write " + writer.part() + ": " + e.getMessage());
        }
    }

    private static String more(DumpWriter.Written written) {
        return (written.resumed() > 0 ? ", of which %d were there from before".formatted(written.resumed()) : "")
                + (written.unreadable() > 0
                        ? "; %d could not be read and are zeros".formatted(written.unreadable())
                        : "");
    }
}
