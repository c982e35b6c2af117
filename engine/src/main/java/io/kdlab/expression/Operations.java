package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.value.Address;

/// What the operators of C++ do with values. Between [#skip] and [#unskip] nothing is read, written or refused.
final class Operations {
    private final Cursor cursor;
    private final ExpressionScope scope;
    private final Places places;
    private int skipped;

    Operations(Cursor cursor, ExpressionScope scope) {
        this.cursor = cursor;
        this.scope = scope;
        this.places = new Places(scope.memory());
    }

    void skip(boolean really) {
        skipped += really ? 1 : 0;
    }

    void unskip(boolean really) {
        skipped -= really ? 1 : 0;
    }

    int pointerSize() {
        return scope.pointerSize();
    }

    /// The value for computing; where nothing is computed, a zero of its type.
    Value.Computed scalar(Value value, int column) {
        if (skipped > 0) {
            return value instanceof Value.Computed computed ? computed : new Value.Computed(decayed(value.type()), 0);
        }
        if (places.scalar(value) instanceof Value.Computed computed) {
            return computed;
        }
        throw conflict(column);
    }

    private Type decayed(Type type) {
        return switch (type) {
            case Type.Array array -> WindowsTypes.pointer(array.element().get(), pointerSize());
            case Type.Bits bits -> bits.underlying().get();
            case Type.Structure _ -> WindowsTypes.INT;
            default -> type;
        };
    }

    boolean truth(Value value) {
        Value.Computed scalar = scalar(value, cursor.column());
        return Arithmetic.isFloat(scalar.type()) ? Double.longBitsToDouble(scalar.bits()) != 0 : scalar.bits() != 0;
    }

    Value unary(String operator, Value value, int column) {
        return switch (operator) {
            case "&" -> addressOf(value, column);
            case "*" -> dereference(value, column);
            case "!" -> bool(!truth(value));
            case "++" -> assign(value, binary("+", value, one(), column), column);
            case "--" -> assign(value, binary("-", value, one(), column), column);
            case "-" -> negative(scalar(value, column), column);
            case "~" -> complement(scalar(value, column), column);
            default -> {
                Value.Computed scalar = scalar(value, column);
                yield convert(scalar, Arithmetic.promoted(scalar.type()));
            }
        };
    }

    static Value one() {
        return new Value.Computed(WindowsTypes.INT, 1);
    }

    private Value negative(Value.Computed value, int column) {
        if (Arithmetic.isFloat(value.type())) {
            return new Value.Computed(value.type(), Double.doubleToLongBits(-Double.longBitsToDouble(value.bits())));
        }
        Type type = whole(value.type(), column);
        return new Value.Computed(type, Arithmetic.fit(-value.bits(), type));
    }

    private Value complement(Value.Computed value, int column) {
        Type type = whole(value.type(), column);
        return new Value.Computed(type, Arithmetic.fit(~value.bits(), type));
    }

    private Type whole(Type type, int column) {
        if (!Arithmetic.isWhole(type)) {
            throw conflict(column);
        }
        return Arithmetic.promoted(type);
    }

    private Value addressOf(Value value, int column) {
        if (value instanceof Value.Placed(Type type, Address at)) {
            return places.pointer(type, at);
        }
        throw conflict(column);
    }

    /// What a pointer or an array leads to.
    Value dereference(Value value, int column) {
        Value.Computed scalar = scalar(value, column);
        if (!(scalar.type() instanceof Type.Pointer pointer)) {
            throw conflict(column);
        }
        return new Value.Placed(pointer.target().get(), places.target(scalar.bits()));
    }

    /// The element at an index of an array or behind a pointer.
    Value element(Value value, Value index, int column) {
        return dereference(binary("+", value, index, column), column);
    }

    /// A member of a structure.
    Value member(Value value, String name, int column) {
        if (!(value instanceof Value.Placed(Type type, Address at)) || !(type instanceof Type.Structure structure)) {
            throw conflict(column);
        }
        Places.Found found = Places.member(structure, name)
                .orElseThrow(() -> ExpressionException.at("Couldn't resolve", cursor, column));
        return new Value.Placed(found.type(), at.plus(found.offset()));
    }

    Value binary(String operator, Value one, Value other, int column) {
        Value.Computed left = scalar(one, column);
        Value.Computed right = scalar(other, column);
        if (!Arithmetic.isScalar(left.type()) || !Arithmetic.isScalar(right.type())) {
            throw conflict(column);
        }
        if (Arithmetic.isPointer(left.type()) || Arithmetic.isPointer(right.type())) {
            return pointers(operator, left, right, column);
        }
        if (operator.equals("<<") || operator.equals(">>")) {
            return shift(operator, left, right, column);
        }
        Type type = Arithmetic.common(left.type(), right.type());
        long a = Arithmetic.convert(left.bits(), left.type(), type);
        long b = Arithmetic.convert(right.bits(), right.type(), type);
        return Arithmetic.isFloat(type)
                ? floating(operator, Double.longBitsToDouble(a), Double.longBitsToDouble(b), type, column)
                : whole(operator, a, b, type, column);
    }

    private Value shift(String operator, Value.Computed left, Value.Computed right, int column) {
        Type type = whole(left.type(), column);
        whole(right.type(), column);
        long by = right.bits();
        long bits = Arithmetic.fit(left.bits(), type);
        boolean all = by < 0 || by >= Long.SIZE;
        long result;
        if (operator.equals("<<")) {
            result = all ? 0 : bits << by;
        } else if (Arithmetic.isSigned(type)) {
            result = bits >> (all ? Long.SIZE - 1 : by);
        } else {
            result = all ? 0 : bits >>> by;
        }
        return new Value.Computed(type, Arithmetic.fit(result, type));
    }

    private Value whole(String operator, long a, long b, Type type, int column) {
        boolean signed = Arithmetic.isSigned(type);
        if ((operator.equals("/") || operator.equals("%")) && b == 0) {
            if (skipped > 0) {
                return new Value.Computed(type, 0);
            }
            throw ExpressionException.at("Operand", cursor, column);
        }
        int order = signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        return switch (operator) {
            case "==", "!=", "<", ">", "<=", ">=" -> compared(operator, order);
            default ->
                new Value.Computed(
                        type,
                        Arithmetic.fit(
                                switch (operator) {
                                    case "+" -> a + b;
                                    case "-" -> a - b;
                                    case "*" -> a * b;
                                    case "/" -> signed ? a / b : Long.divideUnsigned(a, b);
                                    case "%" -> signed ? a % b : Long.remainderUnsigned(a, b);
                                    case "&" -> a & b;
                                    case "|" -> a | b;
                                    default -> a ^ b;
                                },
                                type));
        };
    }

    private Value floating(String operator, double a, double b, Type type, int column) {
        return switch (operator) {
            case "==" -> bool(a == b);
            case "!=" -> bool(a != b);
            case "<" -> bool(a < b);
            case ">" -> bool(a > b);
            case "<=" -> bool(a <= b);
            case ">=" -> bool(a >= b);
            case "+" -> number(a + b, type);
            case "-" -> number(a - b, type);
            case "*" -> number(a * b, type);
            case "/" -> number(a / b, type);
            default -> throw conflict(column);
        };
    }

    private static Value number(double value, Type type) {
        return new Value.Computed(type, Double.doubleToLongBits(type.size() == 4 ? (float) value : value));
    }

    private static Value compared(String operator, int order) {
        return bool(
                switch (operator) {
                    case "==" -> order == 0;
                    case "!=" -> order != 0;
                    case "<" -> order < 0;
                    case ">" -> order > 0;
                    case "<=" -> order <= 0;
                    default -> order >= 0;
                });
    }

    private static Value bool(boolean value) {
        return new Value.Computed(WindowsTypes.BOOL, value ? 1 : 0);
    }

    private Value pointers(String operator, Value.Computed left, Value.Computed right, int column) {
        if (Arithmetic.isFloat(left.type()) || Arithmetic.isFloat(right.type())) {
            throw conflict(column);
        }
        if (operator.equals("+")
                && left.type() instanceof Type.Pointer pointer
                && !(right.type() instanceof Type.Pointer)) {
            return moved(pointer, left.bits(), right.bits(), column);
        }
        if (operator.equals("+")
                && right.type() instanceof Type.Pointer pointer
                && !(left.type() instanceof Type.Pointer)) {
            return moved(pointer, right.bits(), left.bits(), column);
        }
        if (operator.equals("-") && left.type() instanceof Type.Pointer pointer) {
            if (!(right.type() instanceof Type.Pointer)) {
                return moved(pointer, left.bits(), -right.bits(), column);
            }
            long distance = (left.bits() - right.bits()) / stride(pointer, column);
            Type type = WindowsTypes.signed(pointerSize());
            return new Value.Computed(type, Arithmetic.fit(distance, type));
        }
        Type type = WindowsTypes.unsigned(pointerSize());
        Value result =
                whole(operator, Arithmetic.fit(left.bits(), type), Arithmetic.fit(right.bits(), type), type, column);
        if (result.type() != WindowsTypes.BOOL) {
            throw conflict(column);
        }
        return result;
    }

    private Value moved(Type.Pointer pointer, long from, long elements, int column) {
        long moved = from + elements * stride(pointer, column);
        return new Value.Computed(pointer, Arithmetic.fit(moved, WindowsTypes.unsigned(pointer.size())));
    }

    /// How far the next element is. What has no size, a function for one, has no next one; `void` counts bytes.
    private long stride(Type.Pointer pointer, int column) {
        Type target = pointer.target().get();
        if (target.size() > 0) {
            return target.size();
        }
        if (target instanceof Type.Basic) {
            return 1;
        }
        throw conflict(column);
    }

    /// A value in another type, as a cast makes it.
    Value cast(Value value, Type type, int column) {
        if (value instanceof Value.Placed(Type _, Address at)
                && (type instanceof Type.Structure || type instanceof Type.Array)) {
            return new Value.Placed(type, at);
        }
        Value.Computed scalar = scalar(value, column);
        if (!Arithmetic.isScalar(type) || Arithmetic.isFloat(scalar.type()) && Arithmetic.isPointer(type)) {
            throw conflict(column);
        }
        return convert(scalar, type);
    }

    private Value.Computed convert(Value.Computed value, Type type) {
        Type as = type instanceof Type.Pointer pointer ? WindowsTypes.unsigned(pointer.size()) : type;
        return new Value.Computed(type, Arithmetic.convert(value.bits(), value.type(), as));
    }

    /// Writes a value to a place; what was written is the value.
    Value assign(Value to, Value value, int column) {
        if (!(to instanceof Value.Placed(Type type, Address at))) {
            throw conflict(column);
        }
        Type as = type instanceof Type.Bits bits ? bits.underlying().get() : type;
        if (cast(value, as, column) instanceof Value.Computed converted && skipped == 0) {
            scope.write(at, places.bytes(type, converted.bits(), at));
        }
        return to;
    }

    ExpressionException conflict(int column) {
        return ExpressionException.at("Type conflict", cursor, column);
    }
}
