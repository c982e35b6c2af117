package io.kdlab.unwind;

import io.kdlab.target.Memory;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import java.util.Optional;

/// A stretch of x64 code that has unwind data of its own: a function, or a part that was moved away from it.
///
/// @param function where the function begins that it belongs to
public record CodeRange(Address start, Address end, Address function) {
    /// The stretch that `at` lies in; empty where no readable unwind data cover it.
    public static Optional<CodeRange> of(Address at, Memory memory, UnwindSource source) {
        Reader reader = new Reader(memory);
        try {
            return source.at(at)
                    .flatMap(image -> new FunctionTable(reader, image)
                            .covering(at.minus(image.base()))
                            .map(entry -> range(image, X64Part.of(reader, image, entry))));
        } catch (Reader.Ended unreadable) {
            return Optional.empty();
        }
    }

    private static CodeRange range(ImageUnwind image, X64Part part) {
        return new CodeRange(
                image.base().plus(Integer.toUnsignedLong(part.function().begin())),
                image.base().plus(Integer.toUnsignedLong(part.function().end())),
                image.base()
                        .plus(Integer.toUnsignedLong(part.primary().function().begin())));
    }
}
