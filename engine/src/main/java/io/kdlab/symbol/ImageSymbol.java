package io.kdlab.symbol;

/// A named place of an image.
///
/// @param rva distance from the image's base, unsigned
/// @param length in bytes, 0 where the source does not say
public record ImageSymbol(String name, int rva, int length, Kind kind) {
    /// What the source knows about the place.
    public enum Kind {
        /// A function whose length is known.
        PROCEDURE,
        DATA,
        /// A name for the linker; may be code or data.
        PUBLIC,
        EXPORT
    }
}
