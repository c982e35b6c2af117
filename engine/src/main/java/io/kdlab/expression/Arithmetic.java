package io.kdlab.expression;

import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.Type.Basic.Kind;
import io.kdlab.symbol.type.WindowsTypes;

/// C's conversions: which type an operation has, and what a value becomes in it.
final class Arithmetic {
    private Arithmetic() {}

    static boolean isFloat(Type type) {
        return type instanceof Type.Basic basic && basic.kind() == Kind.FLOAT;
    }

    static boolean isPointer(Type type) {
        return type instanceof Type.Pointer;
    }

    /// Whether it is a whole number: also truth values, letters and enumerations.
    static boolean isWhole(Type type) {
        return switch (type) {
            case Type.Basic basic ->
                switch (basic.kind()) {
                    case BOOL, CHARACTER, WIDE_CHARACTER, SIGNED, UNSIGNED -> true;
                    case VOID, FLOAT, UNKNOWN -> false;
                };
            case Type.Enumeration _ -> true;
            default -> false;
        };
    }

    static boolean isScalar(Type type) {
        return isWhole(type) || isFloat(type) || isPointer(type);
    }

    static boolean isSigned(Type type) {
        return switch (type) {
            case Type.Basic basic ->
                basic.kind() == Kind.SIGNED
                        || basic.kind() == Kind.CHARACTER && !basic.name().equals("char8_t");
            case Type.Enumeration enumeration ->
                isSigned(enumeration.underlying().get());
            default -> false;
        };
    }

    /// What a whole number becomes before it is computed with: at least `int`.
    static Type promoted(Type type) {
        if (!isWhole(type)) {
            return type;
        }
        if (type.size() < 4) {
            return WindowsTypes.INT;
        }
        if (type instanceof Type.Enumeration enumeration) {
            return promoted(enumeration.underlying().get());
        }
        return type.size() > 8 ? WindowsTypes.unsigned(8) : type;
    }

    /// The type in which two numbers are computed.
    static Type common(Type one, Type other) {
        if (isFloat(one) || isFloat(other)) {
            return isFloat(one) && isFloat(other) && one.size() == 4 && other.size() == 4
                    ? WindowsTypes.FLOAT
                    : WindowsTypes.DOUBLE;
        }
        Type left = promoted(one);
        Type right = promoted(other);
        if (rank(left) != rank(right)) {
            Type higher = rank(left) > rank(right) ? left : right;
            Type lower = higher == left ? right : left;
            boolean asUnsigned = !isSigned(lower) && isSigned(higher) && lower.size() == higher.size();
            return asUnsigned ? WindowsTypes.UNSIGNED_LONG : higher;
        }
        return isSigned(left) ? right : left;
    }

    /// `int`, `long`, `__int64`: two types of one size, and one that is larger.
    private static int rank(Type type) {
        if (type.size() == 8) {
            return 3;
        }
        return type.name().contains("long") ? 2 : 1;
    }

    /// A whole number cut to the size of `type`, and extended again as that is signed or not.
    static long fit(long bits, Type type) {
        if (type instanceof Type.Basic basic && basic.kind() == Kind.BOOL) {
            return bits != 0 ? 1 : 0;
        }
        int spare = Long.SIZE - Math.clamp(type.size(), 1, Long.BYTES) * Byte.SIZE;
        return isSigned(type) ? bits << spare >> spare : bits << spare >>> spare;
    }

    /// A computed value in another type.
    static long convert(long bits, Type from, Type to) {
        if (isFloat(to)) {
            double number = isFloat(from) ? Double.longBitsToDouble(bits) : toDouble(bits, from);
            return Double.doubleToLongBits(to.size() == 4 ? (float) number : number);
        }
        if (isFloat(from)) {
            double number = Double.longBitsToDouble(bits);
            // Java would make every number beyond the positive half its largest one.
            long whole = number >= 0x1p63 ? (long) (number - 0x1p63) ^ Long.MIN_VALUE : (long) number;
            return to instanceof Type.Basic basic && basic.kind() == Kind.BOOL ? (number != 0 ? 1 : 0) : fit(whole, to);
        }
        return fit(bits, to);
    }

    private static double toDouble(long bits, Type from) {
        return isSigned(from) || bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
    }
}
