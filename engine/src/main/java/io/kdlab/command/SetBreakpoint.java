package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.Optional;

/// `bp bu`: a breakpoint in code.
final class SetBreakpoint extends Command {
    SetBreakpoint() {
        super(
                Role.DRIVE,
                "bp [address [passes]]",
                "set a breakpoint in code, which fires at the passes-th time; without an address, here",
                "bp nt!KeBugCheckEx",
                "bp",
                "bu");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        refuseGlued(arguments);
        String typed = arguments.rest().strip();
        Address at = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        String expression = typed.substring(
                        0, Math.max(0, typed.length() - arguments.rest().strip().length()))
                .strip();
        int passes = arguments.isEmpty() || arguments.startsWith("\"") ? 1 : arguments.count(1);
        refuseCommands(arguments);
        arguments.end();
        add(session, new BreakpointKind.Software(), at, expression.isEmpty() ? "." : expression, passes);
    }

    /// Adds one; one of the same kind at the same place is replaced, as people expect who repeat a command.
    static Breakpoint add(CommandSession session, BreakpointKind kind, Address at, String expression, int passes) {
        Optional<Breakpoint> same = session.breakpoints().all().stream()
                .filter(breakpoint -> breakpoint.kind().equals(kind)
                        && breakpoint.address().filter(at::equals).isPresent())
                .findFirst();
        same.ifPresent(old -> session.breakpoints().remove(old.id()));
        Breakpoint added = session.breakpoints().add(kind, at, expression, passes);
        if (same.isPresent()) {
            session.out().line("breakpoint " + added.id() + " redefined");
        }
        return added;
    }

    static void refuseGlued(Arguments arguments) {
        if (arguments.gluedNumber().isPresent()) {
            throw arguments.refusal(
                    arguments.word() + " gives the number itself; a number of your own choice is not there yet");
        }
    }

    static void refuseCommands(Arguments arguments) {
        if (arguments.startsWith("\"")) {
            throw arguments.refusal("Commands at a breakpoint are not there yet: set it without the quoted text");
        }
    }
}
