package io.kdlab.command;

import io.kdlab.session.Role;

/// `.ecxr`: the registers of the exception that stopped the target, which in a kernel are the processor's.
final class EventContext extends Command {
    EventContext() {
        super(
                Role.DRIVE,
                ".ecxr",
                "look at the target as the exception left it that stopped it, and show the registers",
                ".ecxr",
                ".ecxr");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        session.state().resetContext();
        var registers = session.target().registers();
        session.out().print("%s", RegistersText.block(registers));
        CodeText.of(session).showPlace(registers.pc());
    }
}
