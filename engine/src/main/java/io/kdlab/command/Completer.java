package io.kdlab.command;

import io.kdlab.symbol.Module;
import io.kdlab.symbol.SymbolFileException;
import io.kdlab.symbol.SymbolSource;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/// Finds what a line could go on with: commands, modules, symbols, and types where a command wants one.
///
/// It asks only what is known already, never the target and never a symbol store, so it may be used from any thread
/// while the target runs. Modules whose symbols nobody has needed yet (*deferred*) have no names to offer.
public final class Completer {
    /// How many candidates there are at most.
    public static final int MOST = 200;

    private static final Set<String> TAKE_COMMANDS = Set.of(".hh", ".help");
    private static final Set<String> TAKE_TYPES = Set.of("dt", "??");

    private final CommandTable table;
    private final Symbols symbols;

    public Completer(CommandTable table, Symbols symbols) {
        this.table = table;
        this.symbols = symbols;
    }

    /// Where the word that the cursor stands at the end of begins.
    public static int wordStart(String line, int cursor) {
        int start = cursor;
        while (start > 0 && isOfWord(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || "_!$@?.:~`*".indexOf(c) >= 0;
    }

    /// What `line` could go on with where the cursor stands; what is behind the cursor does not matter.
    public Completion at(String line, int cursor) {
        String before = line.substring(0, Math.clamp(cursor, 0, line.length()));
        String command = before.substring(commandStart(before)).stripLeading();
        int from = wordStart(before, before.length());
        String word = before.substring(from);
        Found found = new Found(word);
        if (command.length() <= word.length()) {
            commands(found);
            return found.completion(from);
        }
        String name = command.split("[^!?.$A-Za-z]", 2)[0];
        if (TAKE_COMMANDS.contains(name)) {
            commands(found);
        } else {
            names(word, found, TAKE_TYPES.contains(name));
        }
        return found.completion(from);
    }

    /// Behind the last semicolon or brace that is not in quotes.
    private static int commandStart(String before) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < before.length(); i++) {
            char c = before.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ';' || c == '{' || c == '}')) {
                start = i + 1;
            }
        }
        return start;
    }

    private void commands(Found found) {
        for (Command command : table.all()) {
            command.names().forEach(name -> found.add(name, command.summary(), true));
        }
    }

    private void names(String word, Found found, boolean types) {
        List<Module> modules = symbols.modules().all();
        int bang = word.indexOf('!');
        if (bang >= 0) {
            symbols.modules()
                    .named(word.substring(0, bang))
                    .ifPresent(module -> inModule(module, word.substring(0, bang + 1), found, types));
            return;
        }
        modules.forEach(module -> found.add(module.name() + "!", module.path(), false));
        if (!word.isEmpty()) {
            modules.forEach(module -> inModule(module, "", found, types));
        }
    }

    private void inModule(Module module, String prefix, Found found, boolean types) {
        symbols.known(module).source().ifPresent(source -> {
            try {
                String pattern = found.word.substring(prefix.length()) + "*";
                for (String name : namesIn(source, pattern, types)) {
                    found.add(prefix + name, prefix.isEmpty() ? module.name() : "", true);
                }
            } catch (SymbolFileException | EngineException _) {
                // A damaged symbol file is told of when a command needs it.
            }
        });
    }

    private static Collection<String> namesIn(SymbolSource source, String pattern, boolean types) {
        List<String> names = new ArrayList<>();
        if (types) {
            names.addAll(source.types().matching(pattern, MOST + 1));
        }
        source.matching(pattern, MOST + 1).forEach(symbol -> names.add(symbol.name()));
        return names;
    }

    /// Collects what begins with a word, upper and lower case alike.
    private static final class Found {
        private final String word;
        private final TreeMap<String, Completion.Candidate> byText = new TreeMap<>();
        private boolean more;

        Found(String word) {
            this.word = word;
        }

        void add(String text, String about, boolean whole) {
            if (!text.toLowerCase(Locale.ROOT).startsWith(word.toLowerCase(Locale.ROOT))) {
                return;
            }
            if (byText.size() >= MOST) {
                more = true;
            } else {
                byText.putIfAbsent(text, new Completion.Candidate(text, about, whole));
            }
        }

        Completion completion(int from) {
            return new Completion(from, List.copyOf(byText.values()), more);
        }
    }
}
