package io.kdlab.symbol;

import java.util.Optional;

/// What was found when the symbols of one module were looked for.
///
/// @param source the symbols; empty when there are none, or nobody has looked
/// @param file where they come from, as text; empty when from no file
/// @param mismatched whether a PDB of the right name but another build was found (and not used)
/// @param trouble in one line, why there is nothing better; empty when a matching PDB is in use
public record ModuleSymbols(
        SymbolStatus status, Optional<SymbolSource> source, String file, boolean mismatched, String trouble) {
    static final ModuleSymbols DEFERRED = new ModuleSymbols(SymbolStatus.DEFERRED, Optional.empty(), "", false, "");

    static ModuleSymbols none(boolean mismatched, String trouble) {
        return new ModuleSymbols(SymbolStatus.NONE, Optional.empty(), "", mismatched, trouble);
    }
}
