package io.kdlab.lab.lease;

/// The process is gone. An Error, so that nothing under test goes on by catching it.
final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
        super("killed", null, false, false);
    }
}
