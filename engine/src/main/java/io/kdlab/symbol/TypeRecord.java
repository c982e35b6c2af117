package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.Type.Structure.Form;
import java.util.ArrayList;
import java.util.List;

/// One CodeView type record. A record refers only to those before it, which keeps a hostile file from running in
/// circles; a reference forward is a type of which only the number is known.
///
/// @param at where it begins, with its length field
/// @param number by which others refer to it
record TypeRecord(MsfStream stream, long at, int number) {
    private static final int LF_MODIFIER = 0x1001;
    private static final int LF_POINTER = 0x1002;
    private static final int LF_PROCEDURE = 0x1008;
    private static final int LF_MFUNCTION = 0x1009;
    private static final int LF_ARGLIST = 0x1201;
    private static final int LF_BITFIELD = 0x1205;
    private static final int LF_ARRAY = 0x1503;
    private static final int LF_CLASS = 0x1504;
    private static final int LF_STRUCTURE = 0x1505;
    private static final int LF_UNION = 0x1506;
    private static final int LF_ENUM = 0x1507;
    private static final int LF_INTERFACE = 0x1519;

    private static final String DECORATION = ".?A";
    private static final int DECLARED = 0x80;
    private static final int UNIQUE_NAME = 0x200;
    private static final int MOST_PARAMETERS = 256;

    /// Where the next record begins.
    long end() {
        int length = stream.u16(at);
        if (length < 2) {
            throw stream.damaged("has a type record of " + length + " bytes at " + at);
        }
        return at + 2 + length;
    }

    private int kind() {
        return stream.u16(at + 2);
    }

    /// Whether it is a structure, a union or an enumeration.
    boolean isNamed() {
        return switch (kind()) {
            case LF_CLASS, LF_STRUCTURE, LF_INTERFACE, LF_UNION, LF_ENUM -> true;
            default -> false;
        };
    }

    /// Whether it only declares what it names.
    boolean isDeclaration() {
        return isNamed() && (properties() & DECLARED) != 0;
    }

    private int properties() {
        return stream.u16(at + 6);
    }

    String name() {
        return stream.text(nameAt(), end());
    }

    /// What tells it from others of its name, in other functions or source files; its name where it has nothing else.
    String key() {
        if ((properties() & UNIQUE_NAME) == 0) {
            return name();
        }
        long second = nameAt();
        while (second < end() && stream.u8(second) != 0) {
            second++;
        }
        return stream.text(second + 1, end());
    }

    /// Whether it has that name, or that key, which begins in a way that no name does.
    ///
    /// @param bytes of the name in UTF-8
    boolean isCalled(String wanted, byte[] bytes) {
        return stream.isText(nameAt(), bytes) || wanted.startsWith(DECORATION) && key().equals(wanted);
    }

    private long nameAt() {
        return switch (kind()) {
            case LF_CLASS, LF_STRUCTURE, LF_INTERFACE ->
                Numeric.read(stream, at + 20).end();
            case LF_UNION -> Numeric.read(stream, at + 12).end();
            case LF_ENUM -> at + 16;
            default -> throw new IllegalStateException("has no name: " + kind());
        };
    }

    Type type(PdbTypes types) {
        return switch (kind()) {
            case LF_MODIFIER -> reference(types, stream.u32(at + 4)).get();
            case LF_POINTER -> pointer(types);
            case LF_ARRAY -> array(types);
            case LF_CLASS, LF_INTERFACE -> structure(types, Form.CLASS, stream.u32(at + 8));
            case LF_STRUCTURE -> structure(types, Form.STRUCT, stream.u32(at + 8));
            case LF_UNION -> structure(types, Form.UNION, stream.u32(at + 8));
            case LF_ENUM -> enumeration(types);
            case LF_BITFIELD ->
                new Type.Bits(reference(types, stream.u32(at + 4)), stream.u8(at + 9), stream.u8(at + 8));
            case LF_PROCEDURE -> function(types, stream.u32(at + 4), stream.u32(at + 12));
            case LF_MFUNCTION -> function(types, stream.u32(at + 4), stream.u32(at + 20));
            default -> SimpleType.unknown(number);
        };
    }

    private Type.Reference reference(PdbTypes types, int to) {
        return () -> to >= PdbTypes.FIRST && to >= number ? SimpleType.unknown(to) : types.type(to);
    }

    private Type pointer(PdbTypes types) {
        int attributes = stream.u32(at + 8);
        int kind = attributes & 0x1f;
        int size = attributes >>> 13 & 0x3f;
        String mark = switch (attributes >>> 5 & 7) {
            case 1 -> "&";
            case 4 -> "&&";
            default -> "*";
        };
        return new Type.Pointer(reference(types, stream.u32(at + 4)), size > 0 ? size : kind == 0x0c ? 8 : 4, mark);
    }

    private Type array(PdbTypes types) {
        Numeric size = Numeric.read(stream, at + 12);
        Type.Reference element = reference(types, stream.u32(at + 4));
        long each = element.get().size();
        return new Type.Array(element, each > 0 ? Long.divideUnsigned(size.value(), each) : 0, size.value());
    }

    private Type structure(PdbTypes types, Form form, int fields) {
        long size = Numeric.read(stream, form == Form.UNION ? at + 12 : at + 20).value();
        return new Type.Structure(
                form, name(), size, isDeclaration(), () -> new FieldList(types, fields, number).members());
    }

    private Type enumeration(PdbTypes types) {
        int fields = stream.u32(at + 12);
        Type.Reference underlying = reference(types, stream.u32(at + 8));
        return new Type.Enumeration(
                name(),
                underlying,
                () -> new FieldList(types, fields, number)
                        .enumerators().stream()
                                .map(each -> new Type.Enumerator(each.name(), fitted(each.value(), underlying.get())))
                                .toList());
    }

    /// Compilers write negative values of small enumerations as large ones.
    private static long fitted(long value, Type underlying) {
        int spare = (int) (Long.SIZE - underlying.size() * Byte.SIZE);
        boolean signed = underlying instanceof Type.Basic basic && basic.kind() != Type.Basic.Kind.UNSIGNED;
        return spare <= 0 || spare >= Long.SIZE || !signed ? value : value << spare >> spare;
    }

    private Type function(PdbTypes types, int result, int arguments) {
        List<Type.Reference> parameters = new ArrayList<>();
        if (arguments >= types.first() && arguments < number) {
            TypeRecord list = types.record(arguments);
            long count = list.kind() == LF_ARGLIST ? Integer.toUnsignedLong(list.stream.u32(list.at + 4)) : 0;
            for (long i = 0; i < Math.min(count, MOST_PARAMETERS) && list.at + 12 + 4 * i <= list.end(); i++) {
                parameters.add(reference(types, list.stream.u32(list.at + 8 + 4 * i)));
            }
        }
        return new Type.Function(reference(types, result), List.copyOf(parameters));
    }
}
