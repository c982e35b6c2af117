package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.session.Role;
import io.kdlab.symbol.Symbol;
import io.kdlab.value.Address;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// `ub`: the instructions that stand in front of an address.
///
/// Code cannot be read backwards, so this reads forwards from the symbol below the address; without one it refuses
/// instead of guessing.
final class UnassembleBack extends Command {
    private static final int USUAL = 8;
    private static final long FARTHEST = 0x10_0000;

    UnassembleBack() {
        super(
                Role.OBSERVE,
                "ub [address [Lcount]]",
                "show the eight instructions in front of an address",
                "ub @$ra L4",
                "ub");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address end = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        if (!arguments.take("L")) {
            arguments.take("l");
        }
        int count = arguments.count(USUAL);
        arguments.end();
        CodeText.need(session, "ub");
        CodeText code = CodeText.of(session);
        Optional<Symbol> below = session.symbols().at(end.plus(-1)).filter(symbol -> symbol.displacement() < FARTHEST);
        if (below.isEmpty()) {
            throw arguments.refusal("ub: no symbol below " + end + " to start from; use u with an address before it");
        }
        Address at = end.plus(-1 - below.get().displacement());
        Deque<Instruction> last = new ArrayDeque<>();
        while (at.compareTo(end) < 0) {
            Address here = at;
            Instruction instruction =
                    code.decode(at).orElseThrow(() -> arguments.refusal("Memory access error at " + here));
            if (last.size() == count) {
                last.removeFirst();
            }
            last.addLast(instruction);
            at = instruction.next();
        }
        boolean first = true;
        for (Instruction instruction : last) {
            (first ? code.label(instruction.address()) : code.newLabel(instruction.address()))
                    .ifPresent(session.out()::line);
            session.out().line(code.line(instruction));
            first = false;
        }
    }
}
