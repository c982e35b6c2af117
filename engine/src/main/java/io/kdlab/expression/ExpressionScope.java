package io.kdlab.expression;

import java.util.OptionalLong;

/// What the names in an expression stand for.
public interface ExpressionScope {
    /// The radix of numbers without a prefix: 8, 10 or 16.
    int radix();

    /// Whether 32-bit constants with their top bit set are sign extended, as a kernel debugger does.
    boolean extendsSigns();

    /// Bytes in a pointer of the target, what `poi` reads.
    int pointerSize();

    /// The register `name`, lower case, without `@`.
    OptionalLong register(String name);

    /// The pseudo-register `name`, lower case, with its `$` (`$ip`, `$ra`, `$t0`).
    OptionalLong pseudoRegister(String name);

    /// Where `name` (`nt!KeBugCheckEx` or `KeBugCheckEx`) is.
    OptionalLong symbol(String name);

    /// The little-endian value of `size` bytes (1, 2, 4, 8) at `address`; empty when they cannot be read.
    OptionalLong read(long address, int size);
}
