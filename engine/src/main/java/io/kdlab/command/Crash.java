package io.kdlab.command;

import io.kdlab.session.Role;

/// `.crash`.
final class Crash extends Command {
    Crash() {
        super(Role.DRIVE, ".crash", "make the target fail with a bug check", ".crash", ".crash");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.crash();
    }
}
