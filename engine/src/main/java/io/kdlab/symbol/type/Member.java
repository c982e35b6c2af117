package io.kdlab.symbol.type;

/// A member of a structure.
///
/// @param name empty for a base class
/// @param offset in bytes from the structure's begin; 0 for a static member
public record Member(Kind kind, String name, long offset, Type.Reference type) {
    /// What it is.
    public enum Kind {
        FIELD,
        BASE,
        /// A base class that is shared, found by a table at run time; `offset` is that of the table's pointer.
        VIRTUAL_BASE,
        /// The pointer to the table of virtual functions.
        FUNCTION_TABLE,
        STATIC
    }
}
