package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;

/// A parameter or local variable of a function, and where its value is while the function stands at one place.
public record LocalVariable(String name, Type type, boolean parameter, Home home) {
    /// Where the value is.
    public sealed interface Home {
        /// In a register, by the architecture's name for it.
        record InRegister(String register) implements Home {}

        /// In memory, `offset` bytes from what a register holds in this frame.
        record AtRegister(String register, int offset) implements Home {}

        /// In the image, `rva` from its base: a static variable.
        record InImage(int rva) implements Home {}

        /// Nowhere at this place: the compiler keeps it only elsewhere, or not at all.
        record Gone() implements Home {}
    }
}
