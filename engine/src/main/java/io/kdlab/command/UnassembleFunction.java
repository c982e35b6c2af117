package io.kdlab.command;

import io.kdlab.arch.Instruction;
import io.kdlab.arch.Instruction.Flow;
import io.kdlab.arch.X64;
import io.kdlab.session.Role;
import io.kdlab.symbol.ImageSymbol;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.SymbolSource;
import io.kdlab.target.MemoryFault;
import io.kdlab.unwind.CodeRange;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// `uf`: a whole function, divided where branches lead to, with the parts that the compiler moved away from it.
///
/// Where a function begins and ends the symbols say, or, of x64, the unwind data.
final class UnassembleFunction extends Command {
    private static final int LONGEST = 0x10_0000;
    private static final int MOST_PARTS = 256;

    UnassembleFunction() {
        super(
                Role.OBSERVE,
                "uf [/c] [/i] [address]",
                "show the code of a whole function; /c its calls only, /i says how many instructions it has",
                "uf nt!KeBugCheckEx",
                "uf");
    }

    private record Extent(Address start, Address end) {
        boolean contains(Address at) {
            return at.compareTo(start) >= 0 && at.compareTo(end) < 0;
        }
    }

    /// The instructions of all parts, by their addresses, and where branches lead to.
    private record Body(TreeMap<Address, Instruction> instructions, Set<Address> starts) {}

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean calls = false;
        boolean count = false;
        while (arguments.startsWith("/")) {
            switch (arguments.takeWord()) {
                case "/c" -> calls = true;
                case "/i" -> count = true;
                case "/o", "/m", "/D" -> {
                    // Blocks are always in the order of their addresses, and there are no hyperlinks.
                }
                default -> throw arguments.refusal("uf knows /c /i /o /m and /D only");
            }
        }
        Address at = arguments
                .optionalAddress()
                .orElseGet(() -> SetContext.registers(session).pc());
        arguments.end();
        CodeText.need(session, "uf");
        CodeText code = CodeText.of(session);
        Extent extent = extent(session, at)
                .orElseThrow(() -> arguments.refusal(
                        "uf: no symbol says where the function at " + at + " begins and ends; use u"));
        Body body = body(session, code, extent);
        if (count) {
            session.out().line(body.instructions().size() + " instructions scanned");
            session.out().line("");
        }
        if (calls) {
            showCalls(session, code, extent.start(), body);
        } else {
            show(session, code, body);
        }
    }

    private static Body body(CommandSession session, CodeText code, Extent first) {
        Body body = new Body(new TreeMap<>(), new HashSet<>());
        List<Extent> extents = new ArrayList<>(List.of(first));
        for (int part = 0; part < extents.size() && part < MOST_PARTS; part++) {
            session.checkCancelled();
            read(code, extents.get(part), body);
            for (Address start : Set.copyOf(body.starts())) {
                if (extents.stream().noneMatch(known -> known.contains(start))) {
                    movedAway(session, first, start).ifPresent(extents::add);
                }
            }
        }
        return body;
    }

    private static void read(CodeText code, Extent extent, Body body) {
        Address next = extent.start();
        body.starts().add(next);
        while (next.compareTo(extent.end()) < 0) {
            Address here = next;
            Instruction instruction = code.decode(here).orElseThrow(() -> new MemoryFault(here));
            body.instructions().put(here, instruction);
            next = instruction.next();
            if (instruction.flow() == Flow.BRANCH || instruction.flow() == Flow.JUMP) {
                instruction.target().ifPresent(body.starts()::add);
                body.starts().add(next);
            }
        }
    }

    /// The part of the function that `at` lies in, if it belongs to the function of `first`.
    private static Optional<Extent> movedAway(CommandSession session, Extent first, Address at) {
        return range(session, at)
                .filter(range -> range.function().equals(first.start())
                        || range(session, first.start())
                                .filter(own -> own.function().equals(range.function()))
                                .isPresent())
                .map(range -> new Extent(range.start(), range.end()));
    }

    private static Optional<CodeRange> range(CommandSession session, Address at) {
        return session.target().architecture() instanceof X64
                ? CodeRange.of(at, session.target(), new ModuleUnwind(session.symbols()))
                : Optional.empty();
    }

    private static void show(CommandSession session, CodeText code, Body body) {
        boolean first = true;
        for (Instruction instruction : body.instructions().values()) {
            if (first || body.starts().contains(instruction.address())) {
                session.checkCancelled();
                if (!first) {
                    session.out().line("");
                }
                code.label(instruction.address()).ifPresent(session.out()::line);
            }
            first = false;
            session.out().line(code.line(instruction));
        }
    }

    private static void showCalls(CommandSession session, CodeText code, Address start, Body body) {
        SymbolText symbols = SymbolText.of(session);
        session.out().line(symbols.orNumber(start) + " (" + start + ")");
        for (Instruction instruction : body.instructions().values()) {
            if (instruction.flow() == Flow.CALL) {
                Address at = instruction.address();
                session.out().line("  " + symbols.orNumber(at) + " (" + at + "):");
                session.out().line("    call to " + code.text(instruction).substring("call ".length()));
            }
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
                .filter(extent -> extent.contains(at))
                .or(() -> range(session, at)
                        .flatMap(range -> range(session, range.function()))
                        .map(range -> new Extent(range.start(), range.end())));
    }

    private static Extent extent(Address base, ImageSymbol symbol) {
        Address start = base.plus(Integer.toUnsignedLong(symbol.rva()));
        return new Extent(start, start.plus(symbol.length()));
    }
}
