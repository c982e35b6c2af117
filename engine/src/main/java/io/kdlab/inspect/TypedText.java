package io.kdlab.inspect;

import io.kdlab.expression.Places;
import io.kdlab.expression.Value;
import io.kdlab.symbol.type.Type;
import io.kdlab.symbol.type.Type.Basic.Kind;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The lines of `??`: a value with its type; a structure, or what a pointer to one leads to, member by member.
public final class TypedText {
    private static final int MOST_ELEMENTS = 1000;
    private static final int LONGEST_TEXT = 256;

    private final Memory memory;
    private final Places places;
    private final Consumer<String> out;

    /// Reads from `memory` and writes lines to `out`.
    public TypedText(Memory memory, Consumer<String> out) {
        this.memory = memory;
        this.places = new Places(memory);
        this.out = out;
    }

    /// Writes `value`. Throws `MemoryFault` when it cannot be read.
    public void write(Value value) {
        switch (value) {
            case Value.Placed(Type.Structure structure, Address at) -> {
                out.accept(spelled(structure));
                String known = new ValueText(memory)
                        .of(structure, at)
                        .substring(structure.name().length());
                if (!known.isEmpty()) {
                    out.accept(known);
                }
                TypeDisplay.PLAIN.write(structure, Optional.of(at), memory, out);
            }
            case Value.Placed(Type.Array array, Address at) -> array(array, at);
            case Value.Placed(Type.Function function, Address at) -> out.accept(spelled(function) + " " + place(at));
            default -> computed(places.scalar(value));
        }
    }

    private void computed(Value value) {
        if (!(value instanceof Value.Computed(Type type, long bits))) {
            write(value);
            return;
        }
        if (!(type instanceof Type.Pointer pointer)) {
            out.accept(spelled(type) + " " + number(type, bits));
            return;
        }
        Address at = places.target(bits);
        Type target = pointer.target().get();
        String text = target instanceof Type.Basic basic && bits != 0 ? letters(basic, at) : "";
        out.accept(spelled(type) + " " + place(at) + text);
        if (target instanceof Type.Structure structure && bits != 0) {
            TypeDisplay.PLAIN.write(structure, Optional.of(at), memory, out);
        }
    }

    private String letters(Type.Basic target, Address at) {
        boolean text = target.kind() == Kind.CHARACTER
                || target.kind() == Kind.WIDE_CHARACTER
                || target.kind() == Kind.UNSIGNED && target.size() == 1;
        return text ? " " + new ValueText(memory).text(at, (int) target.size(), LONGEST_TEXT) : "";
    }

    private void array(Type.Array array, Address at) {
        Type element = array.element().get();
        String head = spelled(array) + " " + place(at);
        if (element instanceof Type.Basic basic && !letters(basic, at).isEmpty()) {
            int most = (int) Math.min(array.count(), LONGEST_TEXT);
            out.accept(head + " " + new ValueText(memory).text(at, (int) basic.size(), most));
            return;
        }
        out.accept(head);
        for (long i = 0; i < Math.min(array.count(), MOST_ELEMENTS); i++) {
            Value value = places.scalar(new Value.Placed(element, at.plus(i * element.size())));
            switch (value) {
                case Value.Computed(Type.Pointer _, long bits) -> out.accept(place(places.target(bits)));
                case Value.Computed(Type type, long bits) -> out.accept(number(type, bits));
                case Value.Placed(Type type, Address where) -> out.accept(new ValueText(memory).of(type, where));
            }
        }
    }

    /// A number with the mark of its radix, unless it is so small that it needs none.
    private static String number(Type type, long bits) {
        return switch (type) {
            case Type.Enumeration enumeration ->
                "0n" + bits
                        + enumeration.values().all().stream()
                                .filter(each -> each.value() == bits)
                                .findFirst()
                                .map(each -> " (" + each.name() + ")")
                                .orElse("");
            case Type.Basic basic ->
                switch (basic.kind()) {
                    case BOOL -> bits != 0 ? "true" : "false";
                    case FLOAT -> shortest(Double.longBitsToDouble(bits));
                    case SIGNED -> "0n" + bits;
                    case CHARACTER -> "0n" + bits + quoted(bits & 0xff);
                    case WIDE_CHARACTER -> hex(bits) + quoted(bits);
                    case UNSIGNED -> hex(bits) + (basic.size() == 1 ? quoted(bits) : "");
                    case VOID, UNKNOWN -> hex(bits);
                };
            default -> hex(bits);
        };
    }

    private static String quoted(long letter) {
        return letter >= 0x20 && letter < 0x7f ? " '" + (char) letter + "'" : " ''";
    }

    private static String hex(long bits) {
        if (bits >= 0 && bits < 10) {
            return Long.toString(bits);
        }
        return bits >>> 32 == 0 ? "0x" + Long.toHexString(bits) : "0x" + new Address(bits);
    }

    private String place(Address at) {
        return memory.pointerSize() == 4
                ? String.format(Locale.ROOT, "0x%08x", (int) at.value())
                : "0x" + new Address(at.value());
    }

    /// As few digits as C's `%g` prints with sixteen.
    private static String shortest(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /// The type as this command spells it: `struct _EPROCESS *`, `unsigned int64`, `char [16]`.
    static String spelled(Type type) {
        return switch (type) {
            case Type.Basic basic -> basic.name().replace("__int64", "int64");
            case Type.Pointer pointer -> spelled(pointer.target().get()) + " " + pointer.mark();
            case Type.Array array -> spelled(array.element().get()) + " [" + array.count() + "]";
            case Type.Structure structure -> structure.form().name().toLowerCase(Locale.ROOT) + " " + structure.name();
            case Type.Bits bits -> spelled(bits.underlying().get());
            case Type.Enumeration enumeration -> enumeration.name();
            case Type.Function function -> function.name();
        };
    }
}
