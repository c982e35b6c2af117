package io.kdlab.layout;

import io.kdlab.value.Bytes;
import io.kdlab.value.Hex;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Reads, writes and describes one [Struct] record; made once per class by reflection.
///
/// Making it fails when a component has no offset, when two overlap, or when one runs over the structure's end. Writing
/// touches declared bytes only: what lies in the gaps of the array given stays, which is how a target echoes a request.
public final class StructCodec<T extends Record> {
    private static final ClassValue<StructCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected StructCodec<?> computeValue(Class<?> type) {
            return new StructCodec<>(type.asSubclass(Record.class));
        }
    };

    private final RecordShape<T> shape;
    private final String name;
    private final int size;
    private final List<Field> fields = new ArrayList<>();
    private final Bytes declared;

    /// One component: where it lies and how.
    private record Field(String name, int offset, WireType type) {
        int end() {
            return offset + type.width();
        }
    }

    private StructCodec(Class<T> type) {
        Struct struct = type.getAnnotation(Struct.class);
        if (struct == null) {
            throw new IllegalArgumentException(type.getName() + " has no @Struct");
        }
        shape = new RecordShape<>(type);
        name = struct.name();
        size = struct.size();
        for (RecordComponent component : type.getRecordComponents()) {
            fields.add(field(component));
        }
        declared = mask();
    }

    /// The codec of a record class.
    ///
    /// @throws IllegalArgumentException naming record and component, when the layout contradicts itself
    @SuppressWarnings("unchecked") // CODECS maps each class to its own codec
    public static <T extends Record> StructCodec<T> of(Class<T> type) {
        return (StructCodec<T>) CODECS.get(type);
    }

    public Class<T> type() {
        return shape.type();
    }

    /// The structure's name in headers and documents.
    public String name() {
        return name;
    }

    /// The structure's size in bytes, gaps included.
    public int size() {
        return size;
    }

    /// 0xFF at every byte that a component declares, 0 in the gaps.
    public Bytes declared() {
        return declared;
    }

    /// The record whose structure begins at `offset`. Never fails on content; the bytes must be there.
    public T decode(Bytes from, int offset) {
        Bytes own = from.slice(offset, size);
        Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(i).type().read(own, fields.get(i).offset());
        }
        return shape.create(values);
    }

    /// The bytes of a value by itself, gaps 0.
    public Bytes encode(T value) {
        byte[] bytes = new byte[size()];
        encode(value, bytes, 0);
        return Bytes.of(bytes);
    }

    /// Writes the declared bytes of `value` into `into` from `offset`.
    public void encode(T value, byte[] into, int offset) {
        encodeAny(value, into, offset);
    }

    /// The same for a caller that knows the class only at run time.
    void encodeAny(Object value, byte[] into, int offset) {
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i)
                    .type()
                    .write(shape.get(value, i), into, offset + fields.get(i).offset());
        }
    }

    /// The layout as a Markdown table, one row per component or gap.
    ///
    /// @param base what to add to each offset, so that a union's page shows offsets in the packet's payload
    public String describe(int base) {
        StringBuilder out = new StringBuilder("| at | size | field | type |\n|---|---|---|---|\n");
        int at = 0;
        for (Field field : inOrder()) {
            gap(at, field.offset(), base, out);
            row(
                    base + field.offset(),
                    field.type().width(),
                    field.name(),
                    field.type().words(),
                    out);
            at = field.end();
        }
        gap(at, size, base, out);
        return out.toString();
    }

    private Field field(RecordComponent component) {
        String place = shape.type().getName() + "." + component.getName();
        At at = component.getAnnotation(At.class);
        if (at == null) {
            throw new IllegalArgumentException(place + " has no @At");
        }
        try {
            return new Field(component.getName(), at.value(), WireType.of(component, at));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private Bytes mask() {
        byte[] mask = new byte[size];
        int end = 0;
        String before = "the start";
        for (Field field : inOrder()) {
            if (field.offset() < end) {
                throw new IllegalArgumentException(
                        shape.type().getName() + "." + field.name() + " at " + field.offset() + " overlaps " + before);
            }
            if (field.end() > size) {
                throw new IllegalArgumentException(shape.type().getName() + "." + field.name() + " ends at "
                        + field.end() + ", the structure at " + size);
            }
            Arrays.fill(mask, field.offset(), field.end(), (byte) 0xff);
            if (field.type() instanceof WireType.Nested(var inner)) {
                inner.declared().copyTo(mask, field.offset());
            }
            end = field.end();
            before = field.name();
        }
        return Bytes.of(mask);
    }

    private List<Field> inOrder() {
        return fields.stream().sorted(Comparator.comparingInt(Field::offset)).toList();
    }

    private static void gap(int from, int to, int base, StringBuilder out) {
        if (to > from) {
            row(base + from, to - from, "–", "not declared", out);
        }
    }

    private static void row(int at, int width, String field, String type, StringBuilder out) {
        out.append("| 0x%s | %d | %s | %s |\n".formatted(Hex.digits(at, 3), width, field, type));
    }
}
