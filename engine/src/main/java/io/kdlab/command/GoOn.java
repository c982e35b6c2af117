package io.kdlab.command;

import io.kdlab.session.Role;

/// `gc`: on as before.
final class GoOn extends Command {
    GoOn() {
        super(
                Role.DRIVE,
                "gc",
                "at a breakpoint with commands: go on as before, a step included; elsewhere the same as g",
                "bp nt!KeBugCheckEx \".if (@rcx == 0) {} .else {gc}\"",
                "gc");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.goOn();
    }
}
