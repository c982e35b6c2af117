package io.kdlab.inspect;

import io.kdlab.symbol.type.Type;
import java.util.Locale;

/// What `dt` calls a type: `Uint4B`, `Ptr64 _EPROCESS`, `[15] UChar`, `Pos 3, 5 Bits`.
public final class TypeWords {
    private TypeWords() {}

    /// The words, short.
    public static String of(Type type) {
        return switch (type) {
            case Type.Basic basic -> basic(basic);
            case Type.Pointer pointer ->
                pointerMark(pointer) + " " + target(pointer.target().get());
            case Type.Array array ->
                "[" + array.count() + "] " + of(array.element().get());
            case Type.Bits bits ->
                "Pos %d, %d Bit%s".formatted(bits.position(), bits.length(), bits.length() == 1 ? "" : "s");
            case Type.Structure structure -> structure.name();
            case Type.Enumeration enumeration -> enumeration.name();
            case Type.Function function -> "    " + function.result().get().name() + " ";
        };
    }

    /// The words with what a structure or an enumeration holds (`dt -v`).
    public static String verbose(Type type) {
        return switch (type) {
            case Type.Pointer pointer ->
                pointerMark(pointer) + " to " + verbose(pointer.target().get());
            case Type.Array array ->
                "[" + array.count() + "] " + verbose(array.element().get());
            case Type.Structure structure when structure.declared() -> form(structure) + " " + structure.name();
            case Type.Structure structure ->
                "%s %s, %d elements, 0x%x bytes"
                        .formatted(
                                form(structure),
                                structure.name(),
                                structure.members().all().size(),
                                structure.size());
            case Type.Enumeration enumeration ->
                "Enum %s,  %d total enums"
                        .formatted(
                                enumeration.name(), enumeration.values().all().size());
            default -> of(type);
        };
    }

    /// `Ptr64`, by the size of the pointer itself.
    static String pointerMark(Type.Pointer pointer) {
        return "Ptr" + pointer.size() * Byte.SIZE;
    }

    private static String target(Type type) {
        return type instanceof Type.Pointer pointer
                ? pointerMark(pointer) + " " + target(pointer.target().get())
                : of(type);
    }

    private static String form(Type.Structure structure) {
        return structure.form().name().toLowerCase(Locale.ROOT);
    }

    private static String basic(Type.Basic basic) {
        return switch (basic.kind()) {
            case VOID -> "Void";
            case BOOL -> "Bool";
            case CHARACTER -> "Char";
            case WIDE_CHARACTER -> basic.size() == 2 ? "Wchar" : "Uint4B";
            case SIGNED -> "Int" + basic.size() + "B";
            case UNSIGNED -> basic.size() == 1 ? "UChar" : "Uint" + basic.size() + "B";
            case FLOAT -> basic.size() == 4 ? "Float" : basic.size() == 8 ? "Double" : "Float" + basic.size() + "B";
            case UNKNOWN -> basic.name();
        };
    }
}
