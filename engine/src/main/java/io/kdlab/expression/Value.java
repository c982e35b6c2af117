package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.value.Address;

/// A typed value of a C++ expression.
public sealed interface Value {
    /// Its type.
    Type type();

    /// One that lies in the target's memory; it is read when it is needed.
    record Placed(Type type, Address at) implements Value {}

    /// One that was computed, or lies in a register.
    ///
    /// @param bits a whole number as its type has it, sign extended if that is signed; a floating-point
    /// number as the
    ///     bits of a `double`, whatever its size
    record Computed(Type type, long bits) implements Value {}
}
