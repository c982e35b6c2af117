package io.kdlab.symbol;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.Type.Basic.Kind;

/// The types of the language, which PDBs number by a rule: the low byte says which, the bits above whether it is the
/// type itself or a pointer to it.
final class SimpleType {
    private static final int NEAR_32 = 4;
    private static final int NEAR_64 = 6;
    private static final int NEAR_128 = 7;

    private SimpleType() {}

    static Type of(int number) {
        Type direct = direct(number & 0xff);
        return switch (number >>> 8 & 0xf) {
            case 0 -> direct;
            case NEAR_32 -> new Type.Pointer(() -> direct, 4, "*");
            case NEAR_64 -> new Type.Pointer(() -> direct, 8, "*");
            case NEAR_128 -> new Type.Pointer(() -> direct, 16, "*");
            default -> new Type.Pointer(() -> direct, 2, "*");
        };
    }

    static Type unknown(int number) {
        return new Type.Basic(Kind.UNKNOWN, "<unknown type 0x" + Integer.toHexString(number) + ">", 0);
    }

    private static Type direct(int kind) {
        return switch (kind) {
            case 0x00 -> new Type.Basic(Kind.VOID, "<no type>", 0);
            case 0x03 -> new Type.Basic(Kind.VOID, "void", 0);
            case 0x08 -> new Type.Basic(Kind.SIGNED, "HRESULT", 4);
            case 0x10, 0x68 -> new Type.Basic(Kind.CHARACTER, "signed char", 1);
            case 0x20, 0x69 -> new Type.Basic(Kind.UNSIGNED, "unsigned char", 1);
            case 0x70 -> new Type.Basic(Kind.CHARACTER, "char", 1);
            case 0x7c -> new Type.Basic(Kind.CHARACTER, "char8_t", 1);
            case 0x71 -> new Type.Basic(Kind.WIDE_CHARACTER, "wchar_t", 2);
            case 0x7a -> new Type.Basic(Kind.WIDE_CHARACTER, "char16_t", 2);
            case 0x7b -> new Type.Basic(Kind.WIDE_CHARACTER, "char32_t", 4);
            case 0x30 -> new Type.Basic(Kind.BOOL, "bool", 1);
            case 0x31 -> new Type.Basic(Kind.BOOL, "__bool16", 2);
            case 0x32 -> new Type.Basic(Kind.BOOL, "__bool32", 4);
            case 0x33 -> new Type.Basic(Kind.BOOL, "__bool64", 8);
            case 0x46 -> new Type.Basic(Kind.FLOAT, "__half", 2);
            case 0x40 -> new Type.Basic(Kind.FLOAT, "float", 4);
            case 0x41 -> new Type.Basic(Kind.FLOAT, "double", 8);
            case 0x42 -> new Type.Basic(Kind.FLOAT, "long double", 10);
            case 0x43 -> new Type.Basic(Kind.FLOAT, "__float128", 16);
            default -> integer(kind);
        };
    }

    private static Type integer(int kind) {
        return switch (kind) {
            case 0x11, 0x72 -> signed("short", 2);
            case 0x21, 0x73 -> unsigned("short", 2);
            case 0x12 -> signed("long", 4);
            case 0x22 -> unsigned("long", 4);
            case 0x74 -> signed("int", 4);
            case 0x75 -> unsigned("int", 4);
            case 0x13, 0x76 -> signed("__int64", 8);
            case 0x23, 0x77 -> unsigned("__int64", 8);
            case 0x14, 0x78 -> signed("__int128", 16);
            case 0x24, 0x79 -> unsigned("__int128", 16);
            default -> unknown(kind);
        };
    }

    private static Type signed(String name, long size) {
        return new Type.Basic(Kind.SIGNED, name, size);
    }

    private static Type unsigned(String name, long size) {
        return new Type.Basic(Kind.UNSIGNED, "unsigned " + name, size);
    }
}
