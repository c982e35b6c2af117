package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Optional;

/// A processor family.
public sealed interface Architecture permits X64, X86, Arm64 {
    /// The family with the machine number of PE headers and version blocks; empty for one that nobody here knows.
    static Optional<Architecture> of(int machine) {
        return List.<Architecture>of(X64.INSTANCE, X86.INSTANCE, Arm64.INSTANCE).stream()
                .filter(architecture -> architecture.machine() == machine)
                .findFirst();
    }

    /// As users write it: `x64`.
    String name();

    /// The machine number of PE headers and of the target's version block.
    int machine();

    int pointerSize();

    /// Bytes of a context record without extended state.
    int contextSize();

    /// Where registers lie in a context record.
    RegisterTable registers();

    /// What control space calls the special registers: a selector, on x86 an offset.
    long specialSpace();

    /// Bytes of the special registers that are asked for.
    int specialSize();

    /// Where registers lie in the special registers record.
    RegisterTable specialRegisters();

    Register programCounter();

    Register stackPointer();

    /// Where a function leaves its result.
    Register returnValue();

    /// What tells the kernel's break routine why it is called, at its break instruction.
    Register breakStatus();

    /// The general register that instructions and unwind codes call `number`.
    Register numbered(int number);

    /// What a software breakpoint puts into code.
    Bytes breakInstruction();

    /// The longest instruction in bytes.
    int longestInstruction();

    /// The address that a register, a pointer in memory or an instruction holds: 32 bits are sign-extended, as targets
    /// do in all they report.
    default Address address(long value) {
        return new Address(pointerSize() == 4 ? (int) value : value);
    }

    /// Whether `code` begins with a break instruction.
    default boolean breaksAt(Bytes code) {
        int length = breakInstruction().length();
        return code.length() >= length && code.slice(0, length).equals(breakInstruction());
    }
}
