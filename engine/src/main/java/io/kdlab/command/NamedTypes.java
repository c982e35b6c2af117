package io.kdlab.command;

import io.kdlab.symbol.Symbols;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import java.util.Optional;

/// Types by the names that people know: those of symbol files, those of Windows headers, and for a
/// structure `_NAME` its usual other names `NAME` and `PNAME`.
final class NamedTypes {
    private NamedTypes() {}

    static Optional<Type> find(Symbols symbols, String name, int pointerSize) {
        int bang = name.indexOf('!');
        String module = name.substring(0, bang + 1);
        String own = name.substring(bang + 1);
        return exact(symbols, name)
                .or(() -> WindowsTypes.named(own, pointerSize))
                .or(() -> exact(symbols, module + "_" + own))
                .or(() -> own.startsWith("P")
                        ? exact(symbols, module + "_" + own.substring(1))
                                .map(target -> WindowsTypes.pointer(target, pointerSize))
                        : Optional.empty());
    }

    private static Optional<Type> exact(Symbols symbols, String name) {
        return symbols.type(name).filter(match -> match.address().isEmpty()).map(Symbols.TypeMatch::type);
    }
}
