package io.kdlab.command;

import io.kdlab.session.Role;

/// `.reboot`.
final class Reboot extends Command {
    Reboot() {
        super(Role.DRIVE, ".reboot", "restart the target machine; the session waits for it", ".reboot", ".reboot");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.reboot();
    }
}
