package io.kdlab.symbol;

import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lines of source and the code made from them, over the modules of one target.
public final class SourceLines {
    private final Symbols symbols;

    public SourceLines(Symbols symbols) {
        this.symbols = symbols;
    }

    /// Where the code of a line of source begins, lowest address first; of a line without code, where the next line's
    /// does.
    ///
    /// @param module its name, or a pattern
    /// @param file its name, with as many directories as it takes to be clear
    public List<Address> code(String module, String file, int line) {
        NamePattern wanted = NamePattern.of(module);
        List<Address> found = new ArrayList<>();
        for (Module each : symbols.searched()) {
            if (wanted.matches(each.name())) {
                symbols.ask(each, source -> Optional.of(source.lines(file)))
                        .ifPresent(spans -> begins(spans, line)
                                .forEach(rva -> found.add(each.base().plus(Integer.toUnsignedLong(rva)))));
            }
        }
        return found;
    }

    private static List<Integer> begins(List<LineSpan> spans, int line) {
        int nearest = spans.stream()
                .mapToInt(LineSpan::line)
                .filter(each -> each >= line)
                .min()
                .orElse(line);
        return spans.stream()
                .filter(span -> span.line() == nearest)
                .map(LineSpan::rva)
                .sorted(Integer::compareUnsigned)
                .distinct()
                .toList();
    }

    /// The source files that a module names whose path is, or ends in, `name`.
    public List<SourceFile> files(String module, String name) {
        NamePattern wanted = NamePattern.of(module);
        List<SourceFile> found = new ArrayList<>();
        for (Module each : symbols.searched()) {
            if (wanted.matches(each.name())) {
                symbols.ask(each, source -> Optional.of(source.sourceFiles()))
                        .ifPresent(files -> files.stream()
                                .filter(file -> file.isCalled(name))
                                .forEach(found::add));
            }
        }
        return found;
    }
}
