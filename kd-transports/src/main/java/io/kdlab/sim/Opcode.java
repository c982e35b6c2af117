package io.kdlab.sim;

/// A row of the opcode table: how the bytes behind the opcode are read, and what is done.
///
/// @param lockable whether LOCK may stand before it (with a memory operand)
record Opcode(boolean modRm, Width width, Immediate immediate, boolean lockable, Operation operation) {
    /// How long the operand is.
    enum Width {
        /// One byte.
        BYTE,
        /// 2, 4 or 8 bytes by prefixes.
        VARIABLE,
        /// An address's length, or 2 bytes with the operand-size prefix: stack.
        STACK,
        /// An address's length whatever stands before it: near branches, control registers.
        WORD
    }

    /// What follows as a constant.
    enum Immediate {
        /// Nothing.
        NONE,
        /// One byte, sign-extended.
        BYTE,
        /// Two bytes.
        WORD,
        /// 2 or 4 bytes by operand size, sign-extended.
        SIGNED,
        /// 4 bytes, sign-extended: branch distances.
        NEAR,
        /// 2, 4 or 8 bytes by operand size: `mov r, imm`.
        FULL,
        /// An address of 8 bytes, or 4 with the address-size prefix.
        OFFSET,
        /// As [#BYTE] or [#SIGNED], for groups 0 and 1 (TEST) only: F6 and F7.
        TEST_ONLY
    }
}
