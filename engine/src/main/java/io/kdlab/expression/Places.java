package io.kdlab.expression;

import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.WindowsTypes;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;
import java.util.Optional;

/// What C does with things in memory: reads and writes them, finds their members and elements, follows
/// pointers.
///
/// Reads throw `MemoryFault`.
public final class Places {
    private static final int DEEPEST_BASE = 16;

    private final Memory memory;

    /// Of a target's memory.
    public Places(Memory memory) {
        this.memory = memory;
    }

    /// A member's place: its distance from the structure's begin, and its type.
    public record Found(long offset, Type type) {}

    /// The value as one that can be computed with: read from memory, arrays and functions as pointers.
    /// Structures stay where they are.
    public Value scalar(Value value) {
        return value instanceof Value.Placed(Type type, Address at) ? read(type, at) : value;
    }

    private Value read(Type type, Address at) {
        return switch (type) {
            case Type.Array array -> pointer(array.element().get(), at);
            case Type.Function function -> pointer(function, at);
            case Type.Bits bits -> bits(bits, at);
            case Type.Structure _ -> new Value.Placed(type, at);
            default -> {
                long raw = raw(at, type.size());
                yield new Value.Computed(type, Arithmetic.isFloat(type) ? floating(raw, type) : fitted(raw, type));
            }
        };
    }

    private static long fitted(long raw, Type type) {
        return Arithmetic.isPointer(type) ? raw : Arithmetic.fit(raw, type);
    }

    private static long floating(long raw, Type type) {
        return type.size() == 4 ? Double.doubleToLongBits(Float.intBitsToFloat((int) raw)) : raw;
    }

    private Value bits(Type.Bits bits, Address at) {
        Type underlying = bits.underlying().get();
        long raw = raw(at, underlying.size()) >>> bits.position();
        int spare = Long.SIZE - bits.length();
        long value = Arithmetic.isSigned(underlying) ? raw << spare >> spare : raw << spare >>> spare;
        return new Value.Computed(underlying, value);
    }

    private long raw(Address at, long size) {
        Bytes bytes = memory.readAll(at, Math.clamp(size, 0, Long.BYTES));
        long value = 0;
        for (int i = bytes.length() - 1; i >= 0; i--) {
            value = value << Byte.SIZE | bytes.get(i) & 0xff;
        }
        return value;
    }

    /// A pointer to something of `type` at `at`.
    public Value.Computed pointer(Type type, Address at) {
        Type.Pointer pointer = WindowsTypes.pointer(type, memory.pointerSize());
        return new Value.Computed(pointer, Arithmetic.fit(at.value(), WindowsTypes.unsigned(pointer.size())));
    }

    /// What a pointer's value points to; addresses of 32-bit targets are sign extended.
    public Address target(long bits) {
        return new Address(memory.pointerSize() == 4 ? (int) bits : bits);
    }

    /// The bytes that `bits` of `type` take in memory, where `before` lies now.
    Bytes bytes(Type type, long bits, Address at) {
        if (type instanceof Type.Bits field) {
            long mask = (field.length() == Long.SIZE ? -1L : (1L << field.length()) - 1) << field.position();
            long kept = raw(at, field.size()) & ~mask;
            return littleEndian(kept | bits << field.position() & mask, field.size());
        }
        if (Arithmetic.isFloat(type)) {
            double number = Double.longBitsToDouble(bits);
            return littleEndian(type.size() == 4 ? Float.floatToIntBits((float) number) : bits, type.size());
        }
        return littleEndian(bits, type.size());
    }

    private static Bytes littleEndian(long bits, long size) {
        byte[] raw = new byte[(int) Math.min(size, Long.BYTES)];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (bits >>> Byte.SIZE * i);
        }
        return Bytes.of(raw);
    }

    /// A member by its name, or by a path of names (`Header.WaitListHead`), also in base classes and in
    /// members that have no name.
    public static Optional<Found> member(Type.Structure structure, String path) {
        Found found = new Found(0, structure);
        for (String name : path.split("\\.", -1)) {
            if (!(found.type() instanceof Type.Structure inner)) {
                return Optional.empty();
            }
            Optional<Found> next = member(inner, name.strip(), 0);
            if (next.isEmpty()) {
                return next;
            }
            found = new Found(found.offset() + next.get().offset(), next.get().type());
        }
        return Optional.of(found);
    }

    private static Optional<Found> member(Type.Structure structure, String name, int depth) {
        List<Member> members = structure.members().all();
        for (Member member : members) {
            if (member.kind() == Member.Kind.FIELD && member.name().equals(name)) {
                return Optional.of(new Found(member.offset(), member.type().get()));
            }
        }
        if (depth == DEEPEST_BASE) {
            return Optional.empty();
        }
        for (Member member : members) {
            boolean looksInside = member.kind() == Member.Kind.BASE
                    || member.kind() == Member.Kind.FIELD
                            && (member.name().isEmpty() || member.name().startsWith("<unnamed"));
            if (looksInside && member.type().get() instanceof Type.Structure inner) {
                Optional<Found> found = member(inner, name, depth + 1);
                if (found.isPresent()) {
                    return found.map(each -> new Found(member.offset() + each.offset(), each.type()));
                }
            }
        }
        return Optional.empty();
    }
}
