package io.kdlab.layout;

import io.kdlab.value.Bytes;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How one component type is read and written: a number, a one-number record, a nested structure or fixed bytes.
sealed interface WireType {
    int width();

    /// The word for the reference page.
    String words();

    Object read(Bytes from, int offset);

    void write(Object value, byte[] into, int offset);

    static WireType of(RecordComponent component, At at) {
        Class<?> type = component.getType();
        if ((type == Bytes.class) != (at.length() > 0)) {
            throw new IllegalArgumentException("a length belongs to Bytes and only to Bytes");
        }
        if (type == Bytes.class) {
            return new Fixed(at.length());
        }
        if (type.isPrimitive()) {
            return Number.of(type);
        }
        if (type.isAnnotationPresent(Struct.class)) {
            return new Nested(StructCodec.of(type.asSubclass(Record.class)));
        }
        if (type.isRecord() && type.getRecordComponents().length == 1) {
            return new Wrapped(
                    Number.of(type.getRecordComponents()[0].getType()),
                    new RecordShape<>(type.asSubclass(Record.class)));
        }
        throw new IllegalArgumentException("no wire type for " + type.getName());
    }

    /// A little-endian integer.
    enum Number implements WireType {
        U8(1),
        U16(2),
        U32(4),
        U64(8);

        private final int width;

        Number(int width) {
            this.width = width;
        }

        static Number of(Class<?> type) {
            if (type == byte.class) {
                return U8;
            }
            if (type == short.class) {
                return U16;
            }
            if (type == int.class) {
                return U32;
            }
            if (type == long.class) {
                return U64;
            }
            throw new IllegalArgumentException("no wire type for " + type.getName());
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public String words() {
            return "u" + 8 * width;
        }

        @Override
        public Object read(Bytes from, int offset) {
            return switch (this) {
                case U8 -> (byte) from.get(offset);
                case U16 -> (short) from.u16(offset);
                case U32 -> from.u32(offset);
                case U64 -> from.u64(offset);
            };
        }

        @Override
        public void write(Object value, byte[] into, int offset) {
            ByteBuffer buffer = ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN);
            switch (this) {
                case U8 -> buffer.put(offset, (Byte) value);
                case U16 -> buffer.putShort(offset, (Short) value);
                case U32 -> buffer.putInt(offset, (Integer) value);
                case U64 -> buffer.putLong(offset, (Long) value);
            }
        }
    }

    /// A record around one number, such as `Address`.
    record Wrapped(Number number, RecordShape<?> shape) implements WireType {
        @Override
        public int width() {
            return number.width();
        }

        @Override
        public String words() {
            return number.words() + " " + shape.type().getSimpleName();
        }

        @Override
        public Object read(Bytes from, int offset) {
            return shape.create(new Object[] {number.read(from, offset)});
        }

        @Override
        public void write(Object value, byte[] into, int offset) {
            number.write(shape.get(value, 0), into, offset);
        }
    }

    /// A structure inside a structure.
    record Nested(StructCodec<?> codec) implements WireType {
        @Override
        public int width() {
            return codec.size();
        }

        @Override
        public String words() {
            return codec.name();
        }

        @Override
        public Object read(Bytes from, int offset) {
            return codec.decode(from, offset);
        }

        @Override
        public void write(Object value, byte[] into, int offset) {
            codec.encodeAny(value, into, offset);
        }
    }

    /// So many bytes, whatever they mean.
    record Fixed(int width) implements WireType {
        @Override
        public String words() {
            return width + " bytes";
        }

        @Override
        public Object read(Bytes from, int offset) {
            return from.slice(offset, width);
        }

        @Override
        public void write(Object value, byte[] into, int offset) {
            Bytes bytes = (Bytes) value;
            if (bytes.length() != width) {
                throw new IllegalArgumentException(bytes.length() + " bytes where the layout has " + width);
            }
            bytes.copyTo(into, offset);
        }
    }
}
