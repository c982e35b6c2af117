package io.kdlab.symbol;

/// How much is known of a module's names.
public enum SymbolStatus {
    /// Nobody has asked yet.
    DEFERRED("deferred"),
    /// A PDB with procedures, as its builder has it.
    PRIVATE_PDB("private pdb symbols"),
    /// A PDB with public names only.
    PDB("pdb symbols"),
    /// The image's own export table.
    EXPORT("export symbols"),
    NONE("no symbols");

    private final String words;

    SymbolStatus(String words) {
        this.words = words;
    }

    /// Without parentheses.
    public String words() {
        return words;
    }

    /// As `lm` prints it.
    @Override
    public String toString() {
        return "(" + words + ")";
    }
}
