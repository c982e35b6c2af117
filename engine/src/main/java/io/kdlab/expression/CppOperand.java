package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.Optional;

/// Reads what the operators of C++ work on: numbers, names, registers, casts, `sizeof`, macros, and what
/// follows them (`[0]`, `.name`, `->name`, `++`).
final class CppOperand {
    private final CppEvaluator evaluator;
    private final Cursor cursor;
    private final ExpressionScope scope;
    private final Operations operations;

    CppOperand(CppEvaluator evaluator, Cursor cursor, ExpressionScope scope, Operations operations) {
        this.evaluator = evaluator;
        this.cursor = cursor;
        this.scope = scope;
        this.operations = operations;
    }

    /// An operand with what follows it.
    Value postfix() {
        Value value = primary();
        while (true) {
            String operator = evaluator.operator();
            int column = cursor.column();
            switch (operator) {
                case "[" -> {
                    cursor.take("[");
                    Value index = evaluator.sequence();
                    evaluator.expect("]");
                    value = operations.element(value, index, column);
                }
                case "." -> {
                    cursor.take(".");
                    value = operations.member(value, memberName(), column);
                }
                case "->" -> {
                    cursor.take("->");
                    value = operations.member(operations.dereference(value, column), memberName(), column);
                }
                case "++", "--" -> {
                    cursor.take(operator);
                    Value before = operations.scalar(value, column);
                    operations.unary(operator, value, column);
                    value = before;
                }
                default -> {
                    return value;
                }
            }
        }
    }

    private String memberName() {
        cursor.skipSpaces();
        String name = CppNames.take(cursor);
        if (name.isEmpty()) {
            throw ExpressionException.in("Syntax", cursor);
        }
        return name;
    }

    private Value primary() {
        cursor.skipSpaces();
        int column = cursor.column();
        char next = cursor.peek();
        if (Character.isDigit(next) || next == '.' && Character.isDigit(cursor.peek(1))) {
            return Literals.number(cursor);
        }
        if (cursor.take("'")) {
            return Literals.letter(cursor);
        }
        if (cursor.take("(")) {
            return parenthesis(column);
        }
        if (cursor.take("@@")) {
            return otherLanguage();
        }
        if (cursor.take("@")) {
            return register(column);
        }
        if (cursor.take("#")) {
            return macro(column);
        }
        if (next == '"') {
            throw ExpressionException.of("Strings have no value in '" + cursor.command() + "'", cursor);
        }
        return name(column);
    }

    /// A cast if a type's name stands in it, else a value.
    private Value parenthesis(int column) {
        int inside = cursor.column();
        Optional<Type> type = new TypeReader(cursor, scope).read();
        if (type.isPresent() && evaluator.take(")") && operandFollows()) {
            return operations.cast(evaluator.unary(), type.get(), column);
        }
        cursor.moveTo(inside);
        Value value = evaluator.sequence();
        evaluator.expect(")");
        return value;
    }

    /// `(name) + 1` is a sum unless `name` is a type; here it is one, so only the end of everything is no cast.
    private boolean operandFollows() {
        cursor.skipSpaces();
        return !cursor.atEnd() && ")],;".indexOf(cursor.peek()) < 0;
    }

    /// `@@(...)` in C++ is MASM.
    private Value otherLanguage() {
        boolean cpp = cursor.take("c++(");
        if (!cpp && !cursor.take("masm(") && !cursor.take("(")) {
            throw ExpressionException.in("Syntax", cursor);
        }
        Value value = cpp
                ? evaluator.sequence()
                : new Value.Computed(WindowsTypes.UNSIGNED_INT64, new Evaluator(scope).masm(cursor));
        evaluator.expect(")");
        return value;
    }

    private Value register(int column) {
        String name = CppNames.take(cursor).toLowerCase(Locale.ROOT);
        return scope.typedRegister(name).orElseThrow(() -> ExpressionException.at("Bad register", cursor, column));
    }

    private Value name(int column) {
        String name = CppNames.take(cursor);
        if (name.isEmpty()) {
            throw cursor.atEnd()
                    ? ExpressionException.at("Numeric expression missing", cursor, column)
                    : ExpressionException.in("Syntax", cursor);
        }
        return switch (name) {
            case "sizeof" -> size();
            case "true" -> new Value.Computed(WindowsTypes.BOOL, 1);
            case "false" -> new Value.Computed(WindowsTypes.BOOL, 0);
            case "dynamic_cast", "static_cast", "reinterpret_cast", "const_cast" -> namedCast(column);
            default -> variable(name, column);
        };
    }

    private Value variable(String name, int column) {
        Optional<Value> cast =
                name.endsWith(">") && name.contains("_cast<") ? namedCast(name, column) : Optional.empty();
        return cast.or(() -> scope.variable(name))
                .orElseThrow(() -> scope.symbol(name).isPresent()
                        ? ExpressionException.at("Type information missing", cursor, column)
                        : ExpressionException.at("Couldn't resolve", cursor, column));
    }

    /// `static_cast<type>(value)`, read as one name.
    private Optional<Value> namedCast(String name, int column) {
        int open = name.indexOf('<');
        Cursor inside = new Cursor(name, open + 1, name.length() - 1);
        Type type = new TypeReader(inside, scope)
                .read()
                .orElseThrow(() -> ExpressionException.at("Couldn't resolve", cursor, column));
        return Optional.of(castParenthesis(type, column));
    }

    private Value namedCast(int column) {
        evaluator.expect("<");
        Type type = new TypeReader(cursor, scope)
                .read()
                .orElseThrow(() -> ExpressionException.at("Couldn't resolve", cursor, column));
        evaluator.expect(">");
        return castParenthesis(type, column);
    }

    private Value castParenthesis(Type type, int column) {
        evaluator.expect("(");
        Value value = evaluator.sequence();
        evaluator.expect(")");
        return operations.cast(value, type, column);
    }

    private Value size() {
        if (evaluator.take("(")) {
            int inside = cursor.column();
            Optional<Type> type = new TypeReader(cursor, scope).read();
            if (type.isPresent() && evaluator.take(")")) {
                return evaluator.size(type.get());
            }
            cursor.moveTo(inside);
            Value value = unevaluated();
            evaluator.expect(")");
            return evaluator.size(value.type());
        }
        operations.skip(true);
        Value value = evaluator.unary();
        operations.unskip(true);
        return evaluator.size(value.type());
    }

    private Value unevaluated() {
        operations.skip(true);
        Value value = evaluator.assignment();
        operations.unskip(true);
        return value;
    }

    /// The macros of `Winnt.h` by their names there.
    private Value macro(int column) {
        String name = CppNames.take(cursor);
        evaluator.expect("(");
        Value value = switch (name) {
            case "FIELD_OFFSET" -> number(field(type(), column).offset());
            case "RTL_FIELD_SIZE" -> evaluator.size(field(type(), column).type());
            case "RTL_SIZEOF_THROUGH_FIELD" -> {
                Places.Found found = field(type(), column);
                yield sized(found.offset() + found.type().size());
            }
            case "CONTAINING_RECORD" -> containing(column);
            case "RTL_CONTAINS_FIELD" -> contains(column);
            case "RTL_NUMBER_OF" -> {
                Type array = unevaluated().type();
                if (!(array instanceof Type.Array(var _, var count, var _))) {
                    throw operations.conflict(column);
                }
                yield sized(count);
            }
            default -> throw ExpressionException.at("Couldn't resolve", cursor, column);
        };
        evaluator.expect(")");
        return value;
    }

    private Value containing(int column) {
        Value.Computed address = operations.scalar(evaluator.assignment(), column);
        evaluator.expect(",");
        Type type = type();
        long offset = field(type, column).offset();
        Type.Pointer pointer = WindowsTypes.pointer(type, scope.pointerSize());
        Address base = new Address(address.bits()).plus(-offset);
        return operations.cast(new Value.Computed(WindowsTypes.UNSIGNED_INT64, base.value()), pointer, column);
    }

    private Value contains(int column) {
        Value structure = unevaluated();
        Type type = structure.type() instanceof Type.Pointer pointer
                ? pointer.target().get()
                : structure.type();
        evaluator.expect(",");
        long size = operations.scalar(evaluator.assignment(), column).bits();
        Places.Found found = field(type, column);
        boolean contained = found.offset() + found.type().size() <= size;
        return new Value.Computed(WindowsTypes.BOOL, contained ? 1 : 0);
    }

    private static Value number(long value) {
        return new Value.Computed(WindowsTypes.LONG, value);
    }

    private Value sized(long value) {
        return new Value.Computed(WindowsTypes.unsigned(scope.pointerSize()), value);
    }

    private Type type() {
        int column = cursor.column();
        return new TypeReader(cursor, scope)
                .read()
                .orElseThrow(() -> ExpressionException.at("Couldn't resolve", cursor, column));
    }

    /// The field that stands behind the comma: `Name`, `Outer.Inner` or `Array[2]`.
    private Places.Found field(Type type, int column) {
        evaluator.expect(",");
        cursor.skipSpaces();
        int at = cursor.column();
        StringBuilder path = new StringBuilder(CppNames.take(cursor));
        while (cursor.take(".")) {
            path.append('.').append(CppNames.take(cursor));
        }
        if (!(type instanceof Type.Structure structure)) {
            throw operations.conflict(column);
        }
        Places.Found found = Places.member(structure, path.toString())
                .orElseThrow(() -> ExpressionException.at("Couldn't resolve", cursor, at));
        while (evaluator.take("[") && found.type() instanceof Type.Array array) {
            long index = operations.scalar(evaluator.sequence(), at).bits();
            evaluator.expect("]");
            Type element = array.element().get();
            found = new Places.Found(found.offset() + index * element.size(), element);
        }
        return found;
    }
}
