package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import java.util.Optional;
import java.util.Set;

/// Reads the name of a type as C writes it: `unsigned char *`, `struct nt!_EPROCESS *`, `int [4]`.
final class TypeReader {
    private static final Set<String> FORMS = Set.of("struct", "class", "union", "enum");
    private static final Set<String> IGNORED = Set.of("const", "volatile", "__ptr64", "__ptr32", "__unaligned");
    private static final Set<String> PARTS = Set.of(
            "signed",
            "unsigned",
            "char",
            "short",
            "int",
            "long",
            "__int64",
            "__int32",
            "__int16",
            "__int8",
            "int64",
            "double");

    private final Cursor cursor;
    private final ExpressionScope scope;

    TypeReader(Cursor cursor, ExpressionScope scope) {
        this.cursor = cursor;
        this.scope = scope;
    }

    /// The type that comes next; empty, and nothing read, where none does.
    Optional<Type> read() {
        int before = cursor.column();
        Optional<Type> type = base().map(this::marks);
        if (type.isEmpty()) {
            cursor.moveTo(before);
        }
        return type;
    }

    private Optional<Type> base() {
        boolean said = false;
        String name = word();
        while (IGNORED.contains(name) || FORMS.contains(name)) {
            said |= FORMS.contains(name);
            name = word();
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!said && PARTS.contains(name)) {
            return Optional.of(language(name));
        }
        return scope.type(name);
    }

    /// `unsigned long long int` and its like, in any order.
    private Type language(String first) {
        boolean unsigned = false;
        int longs = 0;
        String kind = "int";
        String word = first;
        int behind = cursor.column();
        while (PARTS.contains(word) || IGNORED.contains(word)) {
            behind = cursor.column();
            switch (word) {
                case "unsigned" -> unsigned = true;
                case "long" -> longs++;
                case "char", "short", "__int64", "__int32", "__int16", "__int8", "int64", "double" -> kind = word;
                default -> {
                    // `int` and `signed` are meant anyway.
                }
            }
            word = word();
        }
        cursor.moveTo(behind);
        return switch (longs > 1 ? "int64" : kind) {
            case "double" -> WindowsTypes.DOUBLE;
            case "char", "__int8" -> unsigned ? WindowsTypes.UNSIGNED_CHAR : WindowsTypes.CHAR;
            case "short", "__int16" -> unsigned ? WindowsTypes.unsigned(2) : WindowsTypes.signed(2);
            case "int64", "__int64" -> unsigned ? WindowsTypes.UNSIGNED_INT64 : WindowsTypes.INT64;
            default ->
                longs == 1
                        ? unsigned ? WindowsTypes.UNSIGNED_LONG : WindowsTypes.LONG
                        : unsigned ? WindowsTypes.UNSIGNED_INT : WindowsTypes.INT;
        };
    }

    private Type marks(Type base) {
        Type type = base;
        while (true) {
            int before = cursor.column();
            cursor.skipSpaces();
            if (cursor.take("*") || cursor.take("&")) {
                type = WindowsTypes.pointer(type, scope.pointerSize());
            } else if (cursor.peek() == '[' && Character.isDigit(cursor.peek(1))) {
                cursor.next();
                type = array(type);
            } else if (!ignored()) {
                cursor.moveTo(before);
                return type;
            }
        }
    }

    private boolean ignored() {
        int before = cursor.column();
        if (IGNORED.contains(word())) {
            return true;
        }
        cursor.moveTo(before);
        return false;
    }

    private Type array(Type element) {
        long count = 0;
        while (Character.isDigit(cursor.peek()) && count < Integer.MAX_VALUE) {
            count = count * 10 + Character.digit(cursor.next(), 10);
        }
        if (!cursor.take("]")) {
            throw ExpressionException.in("Syntax", cursor);
        }
        return new Type.Array(() -> element, count, count * element.size());
    }

    private String word() {
        cursor.skipSpaces();
        return CppNames.take(cursor);
    }
}
