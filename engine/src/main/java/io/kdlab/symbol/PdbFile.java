package io.kdlab.symbol;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The symbols in a PDB file.
public final class PdbFile implements SymbolSource {
    private final PdbIdentity identity;

    private PdbFile(PdbIdentity identity) {
        this.identity = identity;
    }

    public static PdbFile open(Path path) {
        throw new SymbolFileException(path + " cannot be read yet");
    }

    public PdbIdentity identity() {
        return identity;
    }

    @Override
    public Optional<ImageSymbol> below(int rva) {
        return Optional.empty();
    }

    @Override
    public Optional<ImageSymbol> named(String name) {
        return Optional.empty();
    }

    @Override
    public List<ImageSymbol> matching(String pattern, int limit) {
        return List.of();
    }

    @Override
    public SymbolStatus status() {
        return SymbolStatus.NONE;
    }
}
