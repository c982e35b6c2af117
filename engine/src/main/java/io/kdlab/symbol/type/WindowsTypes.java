package io.kdlab.symbol.type;

import io.kdlab.symbol.type.Type.Basic;
import io.kdlab.symbol.type.Type.Basic.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The types of the C language and those that Windows headers give other names, which symbol files do not list.
///
/// On Windows `long` has four bytes on every machine, and a letter of wide text two.
public final class WindowsTypes {
    /// What `?:` and comparisons give.
    public static final Basic BOOL = new Basic(Kind.BOOL, "bool", 1);
    public static final Basic CHAR = new Basic(Kind.CHARACTER, "char", 1);
    public static final Basic UNSIGNED_CHAR = new Basic(Kind.UNSIGNED, "unsigned char", 1);
    public static final Basic INT = new Basic(Kind.SIGNED, "int", 4);
    public static final Basic UNSIGNED_INT = new Basic(Kind.UNSIGNED, "unsigned int", 4);
    public static final Basic LONG = new Basic(Kind.SIGNED, "long", 4);
    public static final Basic UNSIGNED_LONG = new Basic(Kind.UNSIGNED, "unsigned long", 4);
    public static final Basic INT64 = new Basic(Kind.SIGNED, "__int64", 8);
    public static final Basic UNSIGNED_INT64 = new Basic(Kind.UNSIGNED, "unsigned __int64", 8);
    public static final Basic FLOAT = new Basic(Kind.FLOAT, "float", 4);
    public static final Basic DOUBLE = new Basic(Kind.FLOAT, "double", 8);
    public static final Basic VOID = new Basic(Kind.VOID, "void", 0);

    private static final Basic SHORT = new Basic(Kind.SIGNED, "short", 2);
    private static final Basic UNSIGNED_SHORT = new Basic(Kind.UNSIGNED, "unsigned short", 2);
    private static final Basic WIDE = new Basic(Kind.WIDE_CHARACTER, "wchar_t", 2);
    private static final Map<String, Basic> NAMES = names();

    private WindowsTypes() {}

    private static Map<String, Basic> names() {
        Map<String, Basic> names = new HashMap<>();
        name(names, VOID, "void VOID");
        name(names, BOOL, "bool");
        name(names, CHAR, "char CHAR CCHAR");
        name(names, new Basic(Kind.SIGNED, "signed char", 1), "INT8");
        name(names, UNSIGNED_CHAR, "UCHAR BYTE BOOLEAN UINT8");
        name(names, WIDE, "wchar_t WCHAR");
        name(names, SHORT, "short SHORT CSHORT INT16");
        name(names, UNSIGNED_SHORT, "USHORT WORD UINT16");
        name(names, INT, "int INT BOOL");
        name(names, UNSIGNED_INT, "UINT unsigned");
        name(names, LONG, "long LONG NTSTATUS HRESULT LONG32 INT32 KPRIORITY");
        name(names, UNSIGNED_LONG, "ULONG DWORD ULONG32 DWORD32 UINT32 ACCESS_MASK");
        name(names, INT64, "__int64 LONGLONG LONG64 INT64");
        name(names, UNSIGNED_INT64, "ULONGLONG ULONG64 DWORD64 UINT64 DWORDLONG QWORD");
        name(names, FLOAT, "float FLOAT");
        name(names, DOUBLE, "double DOUBLE");
        return names;
    }

    private static void name(Map<String, Basic> names, Basic type, String words) {
        for (String word : words.split(" ")) {
            names.put(word, type);
        }
    }

    /// The type that one word names.
    ///
    /// @param pointerSize bytes in a pointer of the target
    public static Optional<Type> named(String word, int pointerSize) {
        Basic basic = NAMES.get(word);
        if (basic != null) {
            return Optional.of(basic);
        }
        return switch (word) {
            case "ULONG_PTR", "UINT_PTR", "DWORD_PTR", "SIZE_T", "size_t", "KAFFINITY" ->
                Optional.of(unsigned(pointerSize));
            case "LONG_PTR", "INT_PTR", "SSIZE_T", "ptrdiff_t" -> Optional.of(signed(pointerSize));
            case "HANDLE" -> Optional.of(pointer(VOID, pointerSize));
            default ->
                word.length() > 1 && word.charAt(0) == 'P'
                        ? Optional.ofNullable(NAMES.get(word.substring(1))).map(target -> pointer(target, pointerSize))
                        : Optional.empty();
        };
    }

    /// The whole number without a sign of so many bytes.
    public static Basic unsigned(long size) {
        return switch ((int) size) {
            case 1 -> UNSIGNED_CHAR;
            case 2 -> UNSIGNED_SHORT;
            case 4 -> UNSIGNED_INT;
            default -> UNSIGNED_INT64;
        };
    }

    /// The whole number with a sign of so many bytes.
    public static Basic signed(long size) {
        return switch ((int) size) {
            case 1 -> CHAR;
            case 2 -> SHORT;
            case 4 -> INT;
            default -> INT64;
        };
    }

    /// What points to `target`.
    public static Type.Pointer pointer(Type target, int size) {
        return new Type.Pointer(() -> target, size, "*");
    }
}
