package io.kdlab.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A text file on the machine where the engine runs.
///
/// Whoever names one needs the role *drive*: what it holds may be shown.
final class ScriptFile {
    private static final long LARGEST = 0x10_0000;

    private ScriptFile() {}

    /// All of it.
    static String text(String name) {
        try {
            Path path = Path.of(name.strip());
            if (!Files.isRegularFile(path)) {
                throw new ScriptException("Unable to open file " + name.strip() + ": there is no such file");
            }
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new ScriptException("Unable to open file " + name.strip() + ": it has " + size
                        + " bytes, and a script may have " + LARGEST);
            }
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (InvalidPathException | IOException e) {
            throw new ScriptException("Unable to open file " + name.strip() + ": " + e.getMessage());
        }
    }

    /// Its lines that are commands.
    static List<String> lines(String name) {
        return text(name).lines().filter(line -> !line.isBlank()).toList();
    }

    /// Its lines as one text. A comment that begins with `*` ends with its line, unlike one that is typed.
    static String joined(String name) {
        List<String> kept = new ArrayList<>();
        for (String line : lines(name)) {
            if (!line.stripLeading().startsWith("*")) {
                kept.add(line.strip());
            }
        }
        return String.join(";", kept);
    }

    /// The name in front of a script's arguments, quoted or not; empty when there is none.
    static Optional<String> name(Arguments arguments) {
        Optional<String> quoted = arguments.quoted();
        return quoted.or(() -> Optional.of(arguments.takeWord()).filter(word -> !word.isEmpty()));
    }
}
