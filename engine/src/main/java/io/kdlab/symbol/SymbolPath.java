package io.kdlab.symbol;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where PDB files are looked for, in the grammar of `.sympath`: elements divided by `;`, each a directory or
/// `srv*DIRECTORY*…`.
///
/// Every directory is searched as a flat one and as a symbol store. Servers reached by HTTP are kept in the
/// text and told as unsearched; nothing is downloaded.
public final class SymbolPath {
    /// Searches nowhere.
    public static final SymbolPath EMPTY = new SymbolPath("", List.of(), List.of());

    private final String text;
    private final List<Path> directories;
    private final List<String> unsearched;

    private SymbolPath(String text, List<Path> directories, List<String> unsearched) {
        this.text = text;
        this.directories = directories;
        this.unsearched = unsearched;
    }

    /// What `text` says. Elements that cannot be searched are kept and told by [#unsearched()]; nothing is
    /// refused, because a path that works on Windows is often copied as it is.
    public static SymbolPath parse(String text) {
        Set<Path> directories = new LinkedHashSet<>();
        List<String> unsearched = new ArrayList<>();
        for (String element : text.split(";")) {
            for (String place : places(element.strip())) {
                try {
                    if (place.matches("(?i)https?://.*")) {
                        unsearched.add(place + " (servers are not asked yet)");
                    } else {
                        directories.add(Path.of(place));
                    }
                } catch (InvalidPathException e) {
                    unsearched.add(place + " (" + e.getReason() + ")");
                }
            }
        }
        return new SymbolPath(text.strip(), List.copyOf(directories), List.copyOf(unsearched));
    }

    /// These directories.
    public static SymbolPath of(Path... directories) {
        List<String> names = new ArrayList<>();
        for (Path directory : directories) {
            names.add(directory.toString());
        }
        return new SymbolPath(String.join(";", names), List.of(directories), List.of());
    }

    /// What the variables `_NT_ALT_SYMBOL_PATH` and `_NT_SYMBOL_PATH` of this process say, the former first.
    public static SymbolPath ofEnvironment() {
        List<String> parts = new ArrayList<>();
        for (String variable : List.of("_NT_ALT_SYMBOL_PATH", "_NT_SYMBOL_PATH")) {
            String value = System.getenv(variable);
            if (value != null && !value.isBlank()) {
                parts.add(value);
            }
        }
        return parse(String.join(";", parts));
    }

    /// This path and then `other`.
    public SymbolPath then(SymbolPath other) {
        if (text.isEmpty() || other.text.isEmpty()) {
            return text.isEmpty() ? other : this;
        }
        return parse(text + ";" + other.text);
    }

    /// The directories that are searched, in order.
    public List<Path> directories() {
        return directories;
    }

    /// The elements that are not searched, each with the reason.
    public List<String> unsearched() {
        return unsearched;
    }

    /// The files that exist where the PDB `reference` names could be, best first.
    List<Path> candidates(PeImage.PdbReference reference) {
        String name = reference.fileName();
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
            return List.of();
        }
        Set<Path> found = new LinkedHashSet<>();
        for (Path directory : directories) {
            for (String spelled : new LinkedHashSet<>(List.of(name, name.toLowerCase(Locale.ROOT)))) {
                String key = reference.identity().key();
                for (Path path : List.of(
                        directory.resolve(spelled).resolve(key).resolve(spelled),
                        directory.resolve("symbols").resolve("sys").resolve(spelled),
                        directory.resolve("symbols").resolve("exe").resolve(spelled),
                        directory.resolve("sys").resolve(spelled),
                        directory.resolve("exe").resolve(spelled),
                        directory.resolve(spelled))) {
                    if (Files.isRegularFile(path)) {
                        found.add(path);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /// `srv*A*B` names A and B; `symsrv*DLL*A*B` too; `cache*A` names A; anything else is one place.
    private static List<String> places(String element) {
        if (element.isEmpty()) {
            return List.of();
        }
        String[] parts = element.split("\\*", -1);
        int first = switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "srv", "cache" -> 1;
            case "symsrv" -> 2;
            default -> -1;
        };
        if (first < 0 || parts.length == 1) {
            return first < 0 ? List.of(element) : List.of();
        }
        List<String> places = new ArrayList<>();
        for (int i = first; i < parts.length; i++) {
            if (!parts[i].isBlank()) {
                places.add(parts[i].strip());
            }
        }
        return places;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SymbolPath that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
