package io.kdlab.feature;

/// What a claimed feature was shown on, strongest truth first.
public enum On {
    /// Our own kernel on QEMU's processor.
    QEMU("QEMU kernel"),
    /// Debian's xen-kdd, a target nobody here wrote.
    KDD("kdd"),
    /// A real program or kernel service of the machine: a pty, a socket, SQLite, PostgreSQL, Chromium, gdb.
    PROCESS("real process"),
    /// Recorded bytes of a real conversation, or vectors of the protocol reference.
    REPLAY("replay"),
    /// Our simulated target. Counts alone only where there is no other truth.
    SIM("sim"),
    /// A pure function or a rule of the build: there is nothing to run it on.
    NOTHING_ELSE("unit");

    private final String label;

    On(String label) {
        this.label = label;
    }

    /// The word for the table of features.
    public String label() {
        return label;
    }
}
