package io.kdlab.symbol.store;

/// A place in the layout of a symbol store.
sealed interface Store permits DirectoryStore, ServerStore {
    /// As it is written in a path.
    @Override
    String toString();
}
