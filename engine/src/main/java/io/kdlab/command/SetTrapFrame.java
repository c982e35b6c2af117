package io.kdlab.command;

import io.kdlab.arch.RegisterFile;
import io.kdlab.inspect.TrapFrame;
import io.kdlab.session.Role;

/// `.trap`: look at the target as it was when a trap frame was made, until it runs again.
final class SetTrapFrame extends Command {
    SetTrapFrame() {
        super(
                Role.DRIVE,
                ".trap [address]",
                "show registers and stack as a trap frame has them; without an address, as they are",
                ".trap @rcx",
                ".trap");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.isEmpty()) {
            SetContext.reset(session);
            return;
        }
        RegisterFile registers = TrapFrame.registers(arguments.address(), session.target(), session.symbols());
        arguments.end();
        session.out().line("NOTE: The trap frame does not contain all registers.");
        session.out().line("Some register values may be zeroed or incorrect.");
        SetContext.set(session, registers);
    }
}
