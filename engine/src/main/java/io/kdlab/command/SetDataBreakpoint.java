package io.kdlab.command;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Arm64;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.BreakpointKind.Access;
import io.kdlab.breakpoint.Terms;
import io.kdlab.session.Role;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// `ba`: a breakpoint by the processor's debug registers.
final class SetDataBreakpoint extends Command {
    SetDataBreakpoint() {
        super(
                Role.DRIVE,
                "ba[number] e|r|w size " + BreakpointWords.OPTIONS + " address [passes] [\"commands\"]",
                "set a processor breakpoint on execution, reads and writes, or writes of 1, 2, 4 or 8 bytes",
                "ba w4 nt!KdDebuggerEnabled",
                "ba");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        OptionalInt id = BreakpointWords.number(arguments);
        Architecture architecture = session.target().architecture();
        if (architecture instanceof Arm64) {
            throw arguments.refusal("ba: hardware breakpoints of ARM64 are not there yet; use bp for code");
        }
        Access access = access(arguments);
        int size = (int) arguments.valueInWord();
        Terms options = BreakpointWords.options(session, arguments);
        Address at = arguments.address();
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            throw arguments.refusal("ba watches 1, 2, 4 or 8 bytes, not " + Integer.toHexString(size));
        }
        if (size > architecture.pointerSize()) {
            throw arguments.refusal("ba: this processor watches 1, 2 or 4 bytes, not " + size);
        }
        if (access == Access.EXECUTE && size != 1) {
            throw arguments.refusal("ba e needs size 1: an instruction is met at its first byte");
        }
        if (Long.remainderUnsigned(at.value(), size) != 0) {
            throw arguments.refusal("ba: " + at + " is not a multiple of " + size
                    + ", which the processor needs to watch " + size + " bytes");
        }
        String expression = SymbolText.of(session).optional(at).orElse(at.toString());
        int passes = BreakpointWords.passes(arguments);
        String commands = BreakpointWords.commands(arguments);
        new BreakpointWords(id, options)
                .add(
                        session,
                        new BreakpointKind.Hardware(access, size),
                        Optional.of(at),
                        expression,
                        false,
                        passes,
                        commands);
    }

    private static Access access(Arguments arguments) {
        if (arguments.isEmpty()) {
            throw arguments.error("Syntax");
        }
        char letter = arguments.rest().toLowerCase(Locale.ROOT).charAt(0);
        for (Access access : Access.values()) {
            if (access.letter() == letter) {
                arguments.take(arguments.rest().substring(0, 1));
                return access;
            }
        }
        throw arguments.refusal("ba takes e (execute), r (read or write) or w (write), not '" + letter + "'");
    }
}
