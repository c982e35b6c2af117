package io.kdlab.breakpoint;

/// What makes a breakpoint fire.
public sealed interface BreakpointKind {
    /// A break instruction that the target writes into its code.
    record Software() implements BreakpointKind {}

    /// A debug register of the processor.
    ///
    /// @param length 1, 2, 4 or 8 bytes; 1 for [Access#EXECUTE]
    record Hardware(Access access, int length) implements BreakpointKind {
        /// Refuses what no debug register can do.
        public Hardware {
            if (length != 1 && length != 2 && length != 4 && length != 8) {
                throw new IllegalArgumentException("a hardware breakpoint watches 1, 2, 4 or 8 bytes, not " + length);
            }
            if (access == Access.EXECUTE && length != 1) {
                throw new IllegalArgumentException("an execute breakpoint has length 1, not " + length);
            }
        }
    }

    /// Which accesses a debug register watches.
    enum Access {
        /// Execution of the instruction.
        EXECUTE('e', 0),
        /// Reads and writes.
        READ('r', 3),
        /// Writes.
        WRITE('w', 1);

        private final char letter;
        private final int bits;

        Access(char letter, int bits) {
            this.letter = letter;
            this.bits = bits;
        }

        /// The letter that `ba` takes and `bl` shows.
        public char letter() {
            return letter;
        }

        /// The two R/W bits in Dr7.
        int bits() {
            return bits;
        }
    }
}
