package io.kdlab.command;

import io.kdlab.expression.Wildcard;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleSymbols;
import io.kdlab.symbol.SymbolStatus;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options of `lm`: letters behind the name or in words of their own, then what `a`, `m` and `M` take.
///
/// @param letters `1m` and `sm` left out
/// @param name a pattern of names
/// @param path a pattern of paths
record ModuleFilter(
        String letters, boolean namesOnly, boolean byName, String name, String path, Optional<Address> inside) {
    private static final Pattern WORD = Pattern.compile("(?:1m|sm|[Dolvukecfinpta])*[mMa]?");

    /// Whether `word`, behind `lm`, is one of option letters.
    static boolean isOptions(String word) {
        return WORD.matcher(word).matches();
    }

    static ModuleFilter read(Arguments arguments) {
        StringBuilder letters = new StringBuilder();
        boolean namesOnly = false;
        boolean byName = false;
        String name = "*";
        String path = "*";
        Optional<Address> inside = Optional.empty();
        String word = arguments.word().substring(2);
        while (true) {
            Matcher parts = Pattern.compile("1m|sm|.").matcher(word);
            while (parts.find()) {
                switch (parts.group()) {
                    case "1m" -> namesOnly = true;
                    case "sm" -> byName = true;
                    case "m" -> name = argument(arguments);
                    case "M" -> path = argument(arguments);
                    case "a" -> inside = Optional.of(address(arguments));
                    default -> letters.append(parts.group());
                }
            }
            if (arguments.isEmpty()) {
                return new ModuleFilter(letters.toString(), namesOnly, byName, name, path, inside);
            }
            word = arguments.takeWord();
            if (!isOptions(word)) {
                throw arguments.error("Syntax");
            }
        }
    }

    private static String argument(Arguments arguments) {
        if (arguments.isEmpty()) {
            throw arguments.error("Syntax");
        }
        return arguments.takeWord();
    }

    private static Address address(Arguments arguments) {
        return arguments.addressInWord();
    }

    boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }

    /// The modules that it lets through. All are of the kernel: those of user mode are in no list that we read.
    List<Module> of(Symbols symbols) {
        Wildcard names = new Wildcard(name);
        Wildcard paths = new Wildcard(path.replace("\\", "\\\\"));
        return symbols.modules().all().stream()
                .filter(module -> !has('u') || has('k'))
                .filter(module -> names.matches(module.name()))
                .filter(module -> paths.matches(module.path()))
                .filter(module -> inside.map(module::contains).orElse(true))
                .filter(module -> !has('l') || isLoaded(symbols.known(module)))
                .filter(module -> !has('e') || hasProblem(symbols.known(module)))
                .sorted(byName ? Comparator.comparing(Module::name) : Comparator.comparing(Module::base))
                .toList();
    }

    private static boolean isLoaded(ModuleSymbols symbols) {
        return symbols.status() != SymbolStatus.DEFERRED && symbols.status() != SymbolStatus.NONE;
    }

    private static boolean hasProblem(ModuleSymbols symbols) {
        return symbols.mismatched() || !symbols.trouble().isEmpty();
    }
}
