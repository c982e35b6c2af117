package io.kdlab.symbol.store;

import java.io.IOException;
import java.nio.file.Path;

/// A file that is looked for, and how to tell that it is the one: nothing else is put into a cache or taken from one.
public record Wanted(FileKey key, Check check) {
    /// Judges a file.
    @FunctionalInterface
    public interface Check {
        /// Throws, with the reason in one line, when the file at `path` is not what is wanted.
        void accept(Path path) throws IOException;
    }
}
