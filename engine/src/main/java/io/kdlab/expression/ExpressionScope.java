package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/// What the names in an expression stand for.
public interface ExpressionScope {
    /// How expressions are read that do not say it themselves.
    default Language language() {
        return Language.MASM;
    }

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

    /// The same of physical memory.
    OptionalLong readPhysical(long address, int size);

    /// Where the code of a line of source begins.
    ///
    /// @param place `module!file:line`, `file:line`, or `:line` in the file of the chosen frame
    OptionalLong sourceLine(String place);

    /// The type of what the function at `address` returns, where symbols tell it.
    Optional<Type> resultOf(long address);

    /// The target's memory.
    Memory memory();

    /// Changes the target's memory; throws where the person may not.
    void write(Address at, Bytes bytes);

    /// A register or pseudo-register with the type that it has in C++ (`rip`, `$t0`, `$proc`), lower case,
    /// without `@`.
    Optional<Value> typedRegister(String name);

    /// A local variable of the chosen frame, or a global one.
    Optional<Value> variable(String name);

    /// A type by its name, without `struct` and its like.
    Optional<Type> type(String name);
}
