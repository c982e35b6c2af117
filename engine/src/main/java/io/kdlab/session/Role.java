package io.kdlab.session;

/// What a front, a command or an RPC method may do. Each includes the ones before it.
public enum Role {
    /// May look: output, state, and commands that only read.
    OBSERVE("observe"),
    /// May act on the target.
    DRIVE("drive");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /// Whether somebody with this role may do what needs `needed`.
    public boolean allows(Role needed) {
        return compareTo(needed) >= 0;
    }

    /// The word that people type and read.
    public String word() {
        return word;
    }
}
