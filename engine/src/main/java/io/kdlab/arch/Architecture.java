package io.kdlab.arch;

import io.kdlab.value.Bytes;

/// A processor family.
public sealed interface Architecture permits X64 {
    /// As users write it: `x64`.
    String name();

    /// The machine number of PE headers and of the target's version block.
    int machine();

    int pointerSize();

    /// Bytes of a context record without extended state.
    int contextSize();

    /// Where registers lie in a context record.
    RegisterTable registers();

    /// Bytes of the special registers that are asked for.
    int specialSize();

    /// Where registers lie in the special registers record.
    RegisterTable specialRegisters();

    Register programCounter();

    Register stackPointer();

    /// The general register that instructions and unwind codes call `number`.
    Register numbered(int number);

    /// What a software breakpoint puts into code.
    Bytes breakInstruction();

    /// The longest instruction in bytes.
    int longestInstruction();
}
