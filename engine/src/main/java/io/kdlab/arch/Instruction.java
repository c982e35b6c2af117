package io.kdlab.arch;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.function.Function;

/// One instruction in WinDbg's words.
///
/// In `operands` every address that can be known from the code alone (a branch target, a place relative to the
/// program counter) stands as ``fffff800`12345678``; it is `reference`, and [#operands(Function)] puts its
/// symbol in front.
///
/// @param target where a direct branch or call goes
/// @param reference the address that stands in the operands: the target, or the data that is meant
public record Instruction(
        Address address,
        Bytes bytes,
        String mnemonic,
        String operands,
        Flow flow,
        Optional<Address> target,
        Optional<Address> reference) {

    /// Where execution goes after an instruction.
    public enum Flow {
        /// To the next one.
        NEXT,
        CALL,
        /// Back to a caller, or out of an interrupt.
        RETURN,
        JUMP,
        /// To the target or to the next one.
        BRANCH,
        /// Into a handler: `int`, `syscall`, `ud2`.
        TRAP,
        /// The bytes are no instruction.
        INVALID,
        /// Nobody could look: there is no disassembler.
        UNKNOWN
    }

    public int length() {
        return bytes.length();
    }

    /// The address of the byte behind the instruction.
    public Address next() {
        return address.plus(length());
    }

    /// Whether it repeats by itself, so that stepping over it should not stop in each round.
    public boolean isRepeated() {
        return mnemonic.startsWith("rep");
    }

    /// The operands with the known address written as symbols are: ``nt!Foo+0x12 (fffff800`12345678)``.
    ///
    /// @param name the symbol for an address, as text, empty where there is none
    public String operands(Function<Address, Optional<String>> name) {
        if (reference.isEmpty()) {
            return operands;
        }
        String address = reference.get().toString();
        return name.apply(reference.get())
                .map(symbol -> operands.replace(address, symbol + " (" + address + ")"))
                .orElse(operands);
    }
}
