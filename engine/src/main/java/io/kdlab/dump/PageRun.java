package io.kdlab.dump;

/// Physical pages that follow each other (`PHYSICAL_MEMORY_RUN64`).
///
/// @param first the number of the first page
/// @param count how many there are
public record PageRun(long first, long count) {
    /// A page's size in bytes.
    public static final int PAGE = 4096;

    /// The number of the page behind the last.
    public long end() {
        return first + count;
    }
}
