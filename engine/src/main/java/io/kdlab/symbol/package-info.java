/// What the addresses of a target mean: its modules, their images as memory shows them, and the symbols of
/// both.
///
/// [io.kdlab.symbol.Symbols] is what others ask. [io.kdlab.symbol.SymbolSource] is the seam behind which PDB
/// files (and, one day, other formats) lie.
@NullMarked
package io.kdlab.symbol;

import org.jspecify.annotations.NullMarked;
