package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.session.Role;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.Optional;

/// `u up`: code as instructions, at virtual or physical addresses.
final class Unassemble extends Command {
    private static final int USUAL = 8;

    Unassemble() {
        super(
                Role.OBSERVE,
                "u|up [address [Lcount] | from to]",
                "show code, eight instructions, going on where the last u ended; up takes a physical address",
                "u nt!KeBugCheckEx L4",
                "u",
                "up",
                "uu");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address start = session.state()
                .nextCode()
                .orElseGet(() -> SetContext.registers(session).pc());
        if (!arguments.isEmpty()) {
            start = arguments.address();
        }
        if (arguments.isEmpty() || arguments.startsWith("L") || arguments.startsWith("l")) {
            int count = arguments.isEmpty() ? USUAL : count(arguments);
            arguments.end();
            show(session, code(session, arguments), start, count, Optional.empty());
        } else {
            Address last = arguments.address();
            arguments.end();
            show(session, code(session, arguments), start, Integer.MAX_VALUE, Optional.of(last));
        }
    }

    private static int count(Arguments arguments) {
        if (!arguments.take("L?") && !arguments.take("l?") && !arguments.take("L")) {
            arguments.take("l");
        }
        return arguments.count(USUAL);
    }

    private static CodeText code(CommandSession session, Arguments arguments) {
        return arguments.word().equals("up") ? CodeText.physical(session) : CodeText.of(session);
    }

    private static void show(CommandSession session, CodeText code, Address start, int count, Optional<Address> last) {
        code.missing().ifPresent(session.out()::error);
        Address at = start;
        for (int i = 0; i < count && last.map(at::compareTo).orElse(-1) <= 0; i++) {
            if (i % 32 == 0) {
                session.checkCancelled();
            }
            (i == 0 ? code.label(at) : code.newLabel(at)).ifPresent(session.out()::line);
            Optional<Instruction> instruction = code.decode(at);
            if (instruction.isEmpty()) {
                session.out().line(CodeText.unreadable(at));
                throw new MemoryFault(at);
            }
            session.out().line(code.line(instruction.get()));
            at = instruction.get().next();
            session.state().disassembled(at);
        }
    }
}
