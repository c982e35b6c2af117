package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// Tells what bytes of code say. The seam in front of Capstone.
public interface Disassembler {
    /// The instruction at the beginning of `code`, which lies at `at`.
    ///
    /// Never fails on what the bytes are: what is no instruction (or is cut short) is one byte of
    /// [Instruction.Flow#INVALID]. While the library is missing, up to eight bytes come back undecoded, as
    /// [Instruction.Flow#UNKNOWN].
    ///
    /// @throws IllegalArgumentException when `code` is empty
    Instruction decode(Address at, Bytes code);

    /// Why nothing can be decoded and which package to install, in one line; empty when all is well.
    Optional<String> missing();

    /// The disassembler for `architecture`, as good as this machine has one. Loading happens at the first call.
    static Disassembler of(Architecture architecture) {
        return Capstone.loaded(architecture);
    }
}
