package io.kdlab.unwind;

import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// Searches an image's exception directory in the target's memory.
///
/// The directory is sorted, so the search halves it until what is left is worth one request.
record FunctionTable(Reader memory, ImageUnwind image) {
    private static final int ONE_REQUEST = 64;
    private static final int DEEPEST_NESTING = 8;
    private static final int MOST_ENTRIES = 1 << 22;

    /// The entry that covers `rva`, empty when none does: the code there is a leaf.
    ///
    /// Some assemblers list a part of a function inside the range of the whole; the innermost entry is the one that
    /// counts.
    Optional<RuntimeFunction> covering(long rva) {
        int low = 0;
        int high = Math.min(Integer.divideUnsigned(image.size(), RuntimeFunction.SIZE), MOST_ENTRIES);
        // All entries below `low` begin at or before `rva`, all from `high` on behind it.
        while (high - low > ONE_REQUEST) {
            int middle = (low + high) >>> 1;
            if (rva
                    < Integer.toUnsignedLong(
                            RuntimeFunction.at(entries(middle, 1), 0).begin())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int first = Math.max(0, low - DEEPEST_NESTING);
        if (first >= high) {
            return Optional.empty();
        }
        Bytes rest = entries(first, high - first);
        for (int offset = rest.length() - RuntimeFunction.SIZE; offset >= 0; offset -= RuntimeFunction.SIZE) {
            RuntimeFunction entry = RuntimeFunction.at(rest, offset);
            if (entry.contains(rva)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private Bytes entries(int first, int count) {
        Address at = image.base().plus(Integer.toUnsignedLong(image.rva()) + (long) first * RuntimeFunction.SIZE);
        return memory.bytes(at, count * RuntimeFunction.SIZE, "the list of functions");
    }
}
