package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.Type.Basic.Kind;
import io.kdlab.target.MemoryFault;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// The functions of the MASM evaluator. What stands in their parentheses is read here, the last `)` is not.
final class MasmFunctions {
    static final Set<String> NAMES = Set.of("$iment", "$scmp", "$sicmp", "$spat", "$vvalid", "$fnsucc");

    private static final long LONGEST_RANGE = 0x1000_0000;
    private static final int PIECE = 0x1000;

    private final Cursor cursor;
    private final ExpressionScope scope;
    private final LongSupplier expression;

    /// @param expression reads one expression at the cursor
    MasmFunctions(Cursor cursor, ExpressionScope scope, LongSupplier expression) {
        this.cursor = cursor;
        this.scope = scope;
        this.expression = expression;
    }

    long call(String name) {
        return switch (name) {
            case "$iment" -> entryPoint(new Address(expression.getAsLong()));
            case "$scmp" -> {
                String first = text();
                comma();
                yield Integer.signum(first.compareTo(text()));
            }
            case "$sicmp" -> {
                String first = text();
                comma();
                yield Integer.signum(first.compareToIgnoreCase(text()));
            }
            case "$spat" -> {
                String text = text();
                comma();
                yield new Wildcard(text()).matches(text) ? 1 : 0;
            }
            case "$vvalid" -> {
                long start = expression.getAsLong();
                comma();
                yield isReadable(start, expression.getAsLong()) ? 1 : 0;
            }
            default -> {
                long function = expression.getAsLong();
                comma();
                long value = expression.getAsLong();
                comma();
                yield succeeded(function, value, expression.getAsLong()) ? 1 : 0;
            }
        };
    }

    private void comma() {
        cursor.skipSpaces();
        if (!cursor.take(",")) {
            throw ExpressionException.in("Syntax", cursor);
        }
    }

    /// Text in quotes, or up to the comma or parenthesis that ends it.
    private String text() {
        cursor.skipSpaces();
        StringBuilder text = new StringBuilder();
        if (!cursor.take("\"")) {
            while (!cursor.atEnd() && cursor.peek() != ',' && cursor.peek() != ')') {
                text.append(cursor.next());
            }
            return text.toString().strip();
        }
        while (!cursor.atEnd() && cursor.peek() != '"') {
            if (cursor.startsWith("\\\"")) {
                cursor.next();
            }
            text.append(cursor.next());
        }
        if (!cursor.take("\"")) {
            throw ExpressionException.in("Syntax", cursor);
        }
        return text.toString();
    }

    /// Where the image at `base` begins to run, by its headers in the target's memory: `e_lfanew` at 0x3c, and
    /// `AddressOfEntryPoint` at 0x28 of what that leads to.
    private long entryPoint(Address base) {
        try {
            boolean image = scope.memory().u16(base) == 0x5a4d;
            Address header = base.plus(scope.memory().u32(base.plus(0x3c)));
            if (image && scope.memory().u32(header) == 0x4550) {
                return base.plus(scope.memory().u32(header.plus(0x28))).value();
            }
        } catch (MemoryFault e) {
            throw ExpressionException.of(
                    "Memory access error at " + e.address() + " in '" + cursor.command() + "'", cursor);
        }
        throw ExpressionException.of("No image begins at " + base + " in '" + cursor.command() + "'", cursor);
    }

    /// Asks for a byte of each page: more would only cost.
    private boolean isReadable(long start, long length) {
        if (length <= 0 || length > LONGEST_RANGE) {
            return false;
        }
        long last = start + length - 1;
        for (long at = start; at - last <= 0 && at - start >= 0; at = (at | PIECE - 1) + 1) {
            if (scope.read(at, 1).isEmpty()) {
                return false;
            }
        }
        return scope.read(last, 1).isPresent();
    }

    private boolean succeeded(long function, long value, long flag) {
        Optional<Type> result = scope.resultOf(function);
        if (result.isPresent() && result.get() instanceof Type.Pointer) {
            return value != 0;
        }
        if (result.isPresent() && result.get() instanceof Type.Basic basic) {
            if (basic.kind() == Kind.BOOL) {
                return (value & 0xff) != 0;
            }
            if (basic.name().equals("HRESULT")) {
                return (int) value >= 0;
            }
        }
        return flag == 0 ? value != 0 : value == 0;
    }
}
