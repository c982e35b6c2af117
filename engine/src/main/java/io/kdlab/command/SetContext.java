package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.RegisterFile;
import io.kdlab.session.Role;
import io.kdlab.value.Address;

/// `.cxr`: look at the target through a context record in its memory, until it runs again.
///
/// Needs *drive* although it only reads: what everybody's `r` and `k` show changes with it.
final class SetContext extends Command {
    SetContext() {
        super(
                Role.DRIVE,
                ".cxr [address]",
                "show registers and stack as a context record in memory has them; without an address, as they are",
                ".cxr @rcx",
                ".cxr");
    }

    /// The registers that people look at: those of `.cxr`, or else the processor's own.
    static RegisterFile registers(CommandSession session) {
        return session.state().context().orElseGet(() -> session.target().registers());
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.isEmpty()) {
            reset(session);
            return;
        }
        Address at = arguments.address();
        arguments.end();
        Architecture architecture = session.target().architecture();
        RegisterFile registers =
                RegisterFile.of(architecture, session.target().readAll(at, architecture.contextSize()));
        set(session, registers);
    }

    /// Has everybody look through `registers`, and shows them.
    static void set(CommandSession session, RegisterFile registers) {
        session.state().setContext(registers);
        session.out().print("%s", RegistersText.block(registers));
        CodeText.of(session).showPlace(registers.pc());
    }

    /// Has everybody look at the processor again.
    static void reset(CommandSession session) {
        session.state().resetContext();
        session.out().line("Resetting default scope");
    }
}
