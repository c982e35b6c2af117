package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.arch.Instruction.Flow;
import io.kdlab.session.Role;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.SymbolSource;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `uf`: a whole function, divided where branches lead to.
final class UnassembleFunction extends Command {
    private static final int LONGEST = 0x10_0000;

    UnassembleFunction() {
        super(Role.OBSERVE, "uf [address]", "show the code of a whole function", "uf nt!KeBugCheckEx", "uf");
    }

    private record Extent(Address start, Address end) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        arguments.end();
        CodeText.need(session, "uf");
        CodeText code = CodeText.of(session);
        Extent extent = extent(session, at)
                .orElseThrow(() -> arguments.refusal(
                        "uf: no symbol says where the function at " + at + " begins and ends; use u"));
        List<Instruction> instructions = new ArrayList<>();
        Set<Address> starts = new HashSet<>();
        Address next = extent.start();
        while (next.compareTo(extent.end()) < 0) {
            Address here = next;
            Instruction instruction = code.decode(here).orElseThrow(() -> new MemoryFault(here));
            instructions.add(instruction);
            next = instruction.next();
            if (instruction.flow() == Flow.BRANCH || instruction.flow() == Flow.JUMP) {
                instruction.target().ifPresent(starts::add);
                starts.add(next);
            }
        }
        show(session, code, instructions, starts);
    }

    private static void show(
            CommandSession session, CodeText code, List<Instruction> instructions, Set<Address> starts) {
        for (int i = 0; i < instructions.size(); i++) {
            if (i % 32 == 0) {
                session.checkCancelled();
            }
            Instruction instruction = instructions.get(i);
            if (i == 0 || starts.contains(instruction.address())) {
                if (i > 0) {
                    session.out().line("");
                }
                code.label(instruction.address()).ifPresent(session.out()::line);
            }
            session.out().line(code.line(instruction));
        }
    }

    private static Optional<Extent> extent(CommandSession session, Address at) {
        Optional<Module> module = session.symbols().modules().containing(at);
        if (module.isEmpty()) {
            return Optional.empty();
        }
        Address base = module.get().base();
        Optional<SymbolSource> source = session.symbols().of(module.get()).source();
        return source.flatMap(symbols -> symbols.below((int) at.minus(base)))
                .filter(symbol -> symbol.length() > 0 && symbol.length() <= LONGEST)
                .map(symbol -> extent(base, symbol))
                .filter(extent -> at.compareTo(extent.end()) < 0);
    }

    private static Extent extent(Address base, ImageSymbol symbol) {
        Address start = base.plus(Integer.toUnsignedLong(symbol.rva()));
        return new Extent(start, start.plus(symbol.length()));
    }
}
