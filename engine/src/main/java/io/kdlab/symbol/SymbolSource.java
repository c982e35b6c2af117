package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.TypeSource;
import java.util.List;
import java.util.Optional;

/// Where the symbols of one image come from. Places are distances from the image's base, unsigned.
///
/// Sources may be read from several threads.
public interface SymbolSource {
    /// The nearest symbol at or below `rva`.
    Optional<ImageSymbol> below(int rva);

    /// The nearest symbol above `rva`.
    default Optional<ImageSymbol> above(int rva) {
        return Optional.empty();
    }

    /// The symbol of exactly that name.
    Optional<ImageSymbol> named(String name);

    /// The symbols whose names match `pattern` (`*` and `?`, upper and lower case alike), by name, at most
    /// `limit`.
    List<ImageSymbol> matching(String pattern, int limit);

    /// The types it describes.
    default TypeSource types() {
        return TypeSource.NONE;
    }

    /// The type of the datum of exactly that name.
    default Optional<Type> typeOf(String name) {
        return Optional.empty();
    }

    /// The type of a symbol of this source: of a datum, or the signature of a function.
    default Optional<Type> typeOf(ImageSymbol symbol) {
        return Optional.empty();
    }

    /// The line of source that the code at `rva` was made from.
    default Optional<SourceLine> line(int rva) {
        return Optional.empty();
    }

    /// Every stretch of code that was made from a source file called `name` (see [SourceFile#isCalled]), in no order.
    default List<LineSpan> lines(String name) {
        return List.of();
    }

    /// The source files that the image was made from, each once.
    default List<SourceFile> sourceFiles() {
        return List.of();
    }

    /// The parameters and locals of the function that `rva` lies in, parameters first, each with its home at `rva`.
    default List<LocalVariable> locals(int rva) {
        return List.of();
    }

    /// How the frame of 32-bit code at `rva` is undone.
    default Optional<FrameData> frame(int rva) {
        return Optional.empty();
    }

    /// The word that `lm` shows for it.
    SymbolStatus status();
}
