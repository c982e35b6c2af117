package io.kdlab.symbol;

import io.kdlab.symbol.LocalVariable.Home;
import io.kdlab.symbol.type.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The parameters and locals of one procedure, as they are at one place in it: a walk over the records from the
/// procedure's own to its end. Blocks that the place is not in, and what was inlined, are passed over.
final class PdbLocals {
    private static final int S_END = 0x0006;
    private static final int S_FRAMEPROC = 0x1012;
    private static final int S_BLOCK32 = 0x1103;
    private static final int S_REGISTER = 0x1106;
    private static final int S_BPREL32 = 0x110b;
    private static final int S_LDATA32 = 0x110c;
    private static final int S_REGREL32 = 0x1111;
    private static final int S_SEPCODE = 0x1132;
    private static final int S_LOCAL = 0x113e;
    private static final int S_DEFRANGE_REGISTER = 0x1141;
    private static final int S_DEFRANGE_FRAMEPOINTER_REL = 0x1142;
    private static final int S_DEFRANGE_FRAMEPOINTER_REL_FULL_SCOPE = 0x1144;
    private static final int S_DEFRANGE_REGISTER_REL = 0x1145;
    private static final int S_PROC_ID_END = 0x114f;
    private static final int S_INLINESITE = 0x114d;
    private static final int S_INLINESITE_END = 0x114e;
    private static final int S_INLINESITE2 = 0x115d;

    private static final int PARAMETER = 1;
    private static final int MOST_LOCALS = 4096;

    private final MsfStream stream;
    private final PdbTypes types;
    private final PdbSections sections;
    private final int machine;
    private final int section;
    private final int offset;

    private final List<LocalVariable> found = new ArrayList<>();
    private Optional<LocalVariable> open = Optional.empty();
    private String localBase = "";
    private String parameterBase = "";
    private int parametersLeft;

    /// @param stream of the module's symbols
    /// @param offset the place, in `section`
    PdbLocals(MsfStream stream, PdbTypes types, PdbSections sections, int machine, int section, int offset) {
        this.stream = stream;
        this.types = types;
        this.sections = sections;
        this.machine = machine;
        this.section = section;
        this.offset = offset;
    }

    /// Those of the procedure whose record lies at `procedure`; none when the place is not inside it.
    List<LocalVariable> of(long procedure, long streamEnd) {
        if (!covers(procedure, 16, 32)) {
            return List.of();
        }
        parametersLeft = types.type(stream.u32(procedure + 28)) instanceof Type.Function function
                ? function.parameters().size()
                : 0;
        int depth = 1;
        int passedOver = Integer.MAX_VALUE;
        long at = procedure + PdbRecord.size(stream, procedure);
        while (at + 4 <= streamEnd && depth > 0 && found.size() < MOST_LOCALS) {
            int kind = stream.u16(at + 2);
            if (opens(kind)) {
                depth++;
                boolean inside = kind == S_BLOCK32 && covers(at, 12, 16);
                passedOver = inside ? passedOver : Math.min(passedOver, depth);
            } else if (closes(kind)) {
                close();
                depth--;
                passedOver = depth < passedOver ? Integer.MAX_VALUE : passedOver;
            } else if (depth < passedOver) {
                variable(kind, at);
            }
            at += PdbRecord.size(stream, at);
        }
        close();
        return found.stream()
                .sorted(Comparator.comparing(variable -> !variable.parameter()))
                .toList();
    }

    private static boolean opens(int kind) {
        return kind == S_BLOCK32 || kind == S_INLINESITE || kind == S_INLINESITE2 || kind == S_SEPCODE;
    }

    private static boolean closes(int kind) {
        return kind == S_END || kind == S_INLINESITE_END || kind == S_PROC_ID_END;
    }

    /// Whether the place lies in what the record at `at` describes: its length stands at `length`, then its offset
    /// and section.
    private boolean covers(long at, int length, int begin) {
        int inside = offset - stream.u32(at + begin);
        return stream.u16(at + begin + 4) == section && Integer.compareUnsigned(inside, stream.u32(at + length)) < 0;
    }

    private void variable(int kind, long at) {
        long end = at + PdbRecord.size(stream, at);
        switch (kind) {
            case S_FRAMEPROC -> {
                int flags = stream.u32(at + 26);
                localBase = CodeViewRegister.frameBase(machine, flags >>> 14 & 3);
                parameterBase = CodeViewRegister.frameBase(machine, flags >>> 16 & 3);
            }
            case S_LOCAL -> {
                close();
                boolean parameter = (stream.u16(at + 8) & PARAMETER) != 0;
                open = Optional.of(new LocalVariable(
                        stream.text(at + 10, end), types.type(stream.u32(at + 4)), parameter, new Home.Gone()));
            }
            case S_DEFRANGE_REGISTER -> home(at + 8, end, new Home.InRegister(register(at + 4)));
            case S_DEFRANGE_FRAMEPOINTER_REL -> home(at + 8, end, inFrame(stream.u32(at + 4)));
            case S_DEFRANGE_FRAMEPOINTER_REL_FULL_SCOPE -> settle(inFrame(stream.u32(at + 4)));
            case S_DEFRANGE_REGISTER_REL -> {
                // Where the flags give an offset, only that part of the variable lies there.
                if (stream.u16(at + 6) >>> 4 == 0) {
                    home(at + 12, end, new Home.AtRegister(register(at + 4), stream.u32(at + 8)));
                }
            }
            case S_REGREL32 -> whole(at + 8, at + 14, end, new Home.AtRegister(register(at + 12), stream.u32(at + 4)));
            case S_BPREL32 -> whole(at + 8, at + 12, end, new Home.AtRegister("ebp", stream.u32(at + 4)));
            case S_REGISTER -> whole(at + 4, at + 10, end, new Home.InRegister(register(at + 8)));
            case S_LDATA32 -> {
                close();
                OptionalInt rva = sections.rva(stream.u16(at + 12), stream.u32(at + 8));
                String name = stream.text(at + 14, end);
                // clang puts the function's name before it.
                String own = name.substring(name.lastIndexOf(':') + 1);
                rva.ifPresent(place -> found.add(
                        new LocalVariable(own, types.type(stream.u32(at + 4)), false, new Home.InImage(place))));
            }
            default -> {
                // Says nothing about variables.
            }
        }
    }

    /// A variable that is where it is for its whole scope. Which of them are parameters nothing says but their order.
    private void whole(long type, long name, long end, Home home) {
        close();
        String called = stream.text(name, end);
        boolean hidden = called.equals("this");
        boolean parameter = hidden || parametersLeft > 0;
        parametersLeft -= parameter && !hidden ? 1 : 0;
        found.add(new LocalVariable(called, types.type(stream.u32(type)), parameter, home));
    }

    private String register(long at) {
        return CodeViewRegister.name(machine, stream.u16(at));
    }

    private Home inFrame(int distance) {
        boolean parameter = open.map(LocalVariable::parameter).orElse(false);
        return new Home.AtRegister(parameter ? parameterBase : localBase, distance);
    }

    /// Takes `home` for the open variable if the range at `at` covers the place and none of its gaps does.
    private void home(long at, long end, Home home) {
        int inside = offset - stream.u32(at);
        if (stream.u16(at + 4) != section || inside < 0 || inside >= stream.u16(at + 6)) {
            return;
        }
        for (long gap = at + 8; gap + 4 <= end; gap += 4) {
            int from = inside - stream.u16(gap);
            if (from >= 0 && from < stream.u16(gap + 2)) {
                return;
            }
        }
        settle(home);
    }

    private void settle(Home home) {
        open = open.map(variable -> new LocalVariable(variable.name(), variable.type(), variable.parameter(), home));
    }

    private void close() {
        open.ifPresent(found::add);
        open = Optional.empty();
    }
}
