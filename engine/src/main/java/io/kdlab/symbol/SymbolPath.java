package io.kdlab.symbol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Where symbol files are looked for, in the grammar of `.sympath`: elements divided by `;`, each a directory,
/// `srv*STORE*…*SERVER` or `cache*DIRECTORY`; searched from left to right.
public final class SymbolPath {
    /// Searches nowhere.
    public static final SymbolPath EMPTY = parse("");

    /// What the public server is called in a path.
    public static final String PUBLIC_SERVER = PathGrammar.PUBLIC_SERVER;

    private final String text;
    private final PathGrammar grammar;

    private SymbolPath(String text) {
        // Everybody who may look at the session sees the path.
        this.text = text.strip().replaceAll("(?i)(https?://)[^/@;*]*@", "$1");
        this.grammar = new PathGrammar(this.text, downstream());
    }

    /// What `text` says. A name and password in the address of a server are left out: everybody would see them.
    public static SymbolPath parse(String text) {
        return new SymbolPath(text);
    }

    /// These directories.
    public static SymbolPath of(Path... directories) {
        return parse(String.join(";", Stream.of(directories).map(Path::toString).toList()));
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

    /// The store that an empty place of a path stands for: `sym` in `DBGHELP_HOMEDIR`, else in this user's cache.
    public static Path downstream() {
        String home = System.getenv("DBGHELP_HOMEDIR");
        if (home != null && !home.isBlank()) {
            return Path.of(home, "sym");
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base = caches != null && !caches.isBlank()
                ? Path.of(caches)
                : Path.of(System.getProperty("user.home", "."), ".cache");
        return base.resolve("kdlab").resolve("sym");
    }

    /// This path and then `other`.
    public SymbolPath then(SymbolPath other) {
        if (text.isEmpty() || other.text.isEmpty()) {
            return text.isEmpty() ? other : this;
        }
        return parse(text + ";" + other.text);
    }

    List<PathElement> elements() {
        return grammar.elements();
    }

    /// The directories that are searched, in order.
    public List<Path> directories() {
        return elements().stream()
                .flatMap(element -> switch (element) {
                    case PathElement.Folder(var directory) -> Stream.of(directory);
                    case PathElement.Stores(var chain) -> chain.directories().stream();
                })
                .distinct()
                .toList();
    }

    /// The elements that are not searched, each with the reason.
    public List<String> unsearched() {
        return grammar.unsearched();
    }

    /// The path with everything that it leaves out.
    public String expanded() {
        return grammar.expanded();
    }

    /// The files called `name` that a directory of the path has, in the order in which the field looks.
    static List<Path> inFolder(Path directory, String name) {
        Set<Path> found = new LinkedHashSet<>();
        for (String spelled : new LinkedHashSet<>(List.of(name, name.toLowerCase(Locale.ROOT)))) {
            for (String below : List.of("symbols/sys", "symbols/exe", "symbols/dll", "sys", "exe", "dll", "")) {
                Path path = directory.resolve(below).resolve(spelled);
                if (Files.isRegularFile(path)) {
                    found.add(path);
                }
            }
        }
        return List.copyOf(found);
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
