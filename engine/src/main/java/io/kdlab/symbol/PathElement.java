package io.kdlab.symbol;

import io.kdlab.symbol.store.StoreChain;
import java.nio.file.Path;

/// One place of a symbol path.
sealed interface PathElement {
    /// A directory, searched by file name, and as a store if it is one.
    record Folder(Path directory) implements PathElement {
        @Override
        public String toString() {
            return directory.toString();
        }
    }

    /// Symbol stores, asked by the identity of the image.
    record Stores(StoreChain chain) implements PathElement {
        @Override
        public String toString() {
            return chain.toString();
        }
    }
}
