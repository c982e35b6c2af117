package io.kdlab.symbol;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import java.util.ArrayList;
import java.util.List;

/// What a structure or an enumeration is made of: CodeView records without a length of their own, one behind the other.
final class FieldList {
    private static final int LF_FIELDLIST = 0x1203;
    private static final int LF_BCLASS = 0x1400;
    private static final int LF_VBCLASS = 0x1401;
    private static final int LF_IVBCLASS = 0x1402;
    private static final int LF_INDEX = 0x1404;
    private static final int LF_VFUNCTAB = 0x1409;
    private static final int LF_ENUMERATE = 0x1502;
    private static final int LF_MEMBER = 0x150d;
    private static final int LF_STMEMBER = 0x150e;
    private static final int LF_METHOD = 0x150f;
    private static final int LF_NESTTYPE = 0x1510;
    private static final int LF_ONEMETHOD = 0x1511;
    private static final int LF_BINTERFACE = 0x151a;
    private static final int PADDING = 0xf0;

    private final PdbTypes types;
    private final List<Member> members = new ArrayList<>();
    private final List<Type.Enumerator> enumerators = new ArrayList<>();

    /// Reads the list of that number, and those that go on with it. `owner` is who refers to it.
    FieldList(PdbTypes types, int number, int owner) {
        this.types = types;
        int before = owner;
        int next = number;
        while (next >= types.first() && next < before) {
            before = next;
            next = read(types.record(next));
        }
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    List<Type.Enumerator> enumerators() {
        return List.copyOf(enumerators);
    }

    /// Reads one record; the number of the one that goes on with it, or 0.
    private int read(TypeRecord list) {
        MsfStream stream = list.stream();
        long end = list.end();
        if (stream.u16(list.at() + 2) != LF_FIELDLIST) {
            return 0;
        }
        long at = list.at() + 4;
        while (at + 2 < end) {
            if (stream.u8(at) > PADDING) {
                at += stream.u8(at) & 0x0f;
            } else if (stream.u16(at) == LF_INDEX) {
                return stream.u32(at + 4);
            } else {
                at = entry(stream, at, end);
            }
        }
        return 0;
    }

    private long entry(MsfStream stream, long at, long end) {
        return switch (stream.u16(at)) {
            case LF_MEMBER -> placed(Member.Kind.FIELD, stream, at, end);
            case LF_BCLASS, LF_BINTERFACE -> {
                Numeric offset = Numeric.read(stream, at + 8);
                add(Member.Kind.BASE, "", offset.value(), stream.u32(at + 4));
                yield offset.end();
            }
            case LF_VBCLASS, LF_IVBCLASS -> {
                Numeric table = Numeric.read(stream, at + 12);
                add(Member.Kind.VIRTUAL_BASE, "", table.value(), stream.u32(at + 4));
                yield Numeric.read(stream, table.end()).end();
            }
            case LF_STMEMBER -> {
                add(Member.Kind.STATIC, stream.text(at + 8, end), 0, stream.u32(at + 4));
                yield skipText(stream, at + 8, end);
            }
            case LF_VFUNCTAB -> {
                add(Member.Kind.FUNCTION_TABLE, "__VFN_table", 0, stream.u32(at + 4));
                yield at + 8;
            }
            case LF_ENUMERATE -> {
                Numeric value = Numeric.read(stream, at + 4);
                enumerators.add(new Type.Enumerator(stream.text(value.end(), end), value.value()));
                yield skipText(stream, value.end(), end);
            }
            case LF_METHOD, LF_NESTTYPE -> skipText(stream, at + 8, end);
            case LF_ONEMETHOD -> skipText(stream, at + (introduces(stream.u16(at + 2)) ? 12 : 8), end);
            // Without its length nothing behind it can be found.
            default -> end;
        };
    }

    private long placed(Member.Kind kind, MsfStream stream, long at, long end) {
        Numeric offset = Numeric.read(stream, at + 8);
        add(kind, stream.text(offset.end(), end), offset.value(), stream.u32(at + 4));
        return skipText(stream, offset.end(), end);
    }

    private void add(Member.Kind kind, String name, long offset, int type) {
        members.add(new Member(kind, name, offset, () -> types.type(type)));
    }

    /// A virtual method that its class introduces says where in the table it is.
    private static boolean introduces(int attributes) {
        int property = attributes >>> 2 & 7;
        return property == 4 || property == 6;
    }

    private static long skipText(MsfStream stream, long from, long end) {
        long at = from;
        while (at < end && stream.u8(at) != 0) {
            at++;
        }
        return at + 1;
    }
}
