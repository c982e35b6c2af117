package io.kdlab.session;

/// What kind of text an output is; the bits are those of the field's output mask.
public enum OutputKind {
    /// Ordinary command output.
    NORMAL(0x1),
    /// Something could not be done.
    ERROR(0x2),
    /// Something is odd.
    WARNING(0x4),
    /// More than most want to read.
    VERBOSE(0x8),
    /// A prompt.
    PROMPT(0x10),
    /// What the target printed.
    DEBUGGEE(0x80),
    /// What the target asks.
    DEBUGGEE_PROMPT(0x100),
    /// What symbol search found.
    SYMBOLS(0x200),
    /// Status of the link and the session.
    STATUS(0x400);

    private final int bit;

    OutputKind(int bit) {
        this.bit = bit;
    }

    /// The mask bit.
    public int bit() {
        return bit;
    }
}
