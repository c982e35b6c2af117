package io.kdlab.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable byte string; what records hold instead of an array or a buffer.
///
/// Slices share the bytes of what they were cut from, so a small slice of a large string keeps the large one alive.
/// Numbers are read little-endian. Every access out of bounds throws `IndexOutOfBoundsException`.
public final class Bytes {
    /// No bytes.
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final int SHOWN = 32;

    private final byte[] array;
    private final int start;
    private final int length;

    private Bytes(byte[] array, int start, int length) {
        this.array = array;
        this.start = start;
        this.length = length;
    }

    /// A copy of `bytes`.
    public static Bytes of(byte... bytes) {
        return of(bytes, 0, bytes.length);
    }

    /// A copy of `length` bytes of `bytes` from `offset`.
    public static Bytes of(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    }

    /// What hexadecimal text says; white space between bytes is skipped.
    public static Bytes ofHex(String hex) {
        byte[] parsed = Hex.parse(hex);
        return parsed.length == 0 ? EMPTY : new Bytes(parsed, 0, parsed.length);
    }

    /// One byte per character; characters above 0xFF become `?`. KD text is 8-bit without a named character set.
    public static Bytes ofLatin1(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// `length` bytes of 0.
    public static Bytes zeros(int length) {
        return length == 0 ? EMPTY : new Bytes(new byte[length], 0, length);
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The byte at `index`, 0 to 255.
    public int get(int index) {
        return array[at(index, 1)] & 0xff;
    }

    /// The 16-bit number at `offset`, 0 to 65535.
    public int u16(int offset) {
        return Short.toUnsignedInt(little(offset, 2).getShort());
    }

    /// The 32 bits at `offset`; negative when the top bit is set.
    public int u32(int offset) {
        return little(offset, 4).getInt();
    }

    /// The 64 bits at `offset`; negative when the top bit is set.
    public long u64(int offset) {
        return little(offset, 8).getLong();
    }

    /// Everything from `offset` to the end.
    public Bytes slice(int offset) {
        return slice(offset, length - offset);
    }

    /// `count` bytes from `offset`, not copied.
    public Bytes slice(int offset, int count) {
        int from = at(offset, count);
        return count == 0 ? EMPTY : new Bytes(array, from, count);
    }

    /// These bytes followed by `other`.
    public Bytes concat(Bytes other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        byte[] joined = new byte[Math.addExact(length, other.length)];
        copyTo(joined, 0);
        System.arraycopy(other.array, other.start, joined, length, other.length);
        return new Bytes(joined, 0, joined.length);
    }

    /// These bytes with those from `offset` on replaced by `patch`, which must fit.
    public Bytes with(int offset, Bytes patch) {
        at(offset, patch.length);
        byte[] copy = toByteArray();
        patch.copyTo(copy, offset);
        return new Bytes(copy, 0, length);
    }

    /// Copies everything into `into` from `offset`.
    public void copyTo(byte[] into, int offset) {
        System.arraycopy(array, start, into, offset, length);
    }

    /// A copy, free to be changed.
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, start, start + length);
    }

    /// A read-only view, little-endian.
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(array, start, length).slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// One character per byte.
    public String toLatin1() {
        return new String(array, start, length, StandardCharsets.ISO_8859_1);
    }

    /// One character per byte up to, not including, the first NUL.
    public String toLatin1Nul() {
        String text = toLatin1();
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /// Two digits per byte, nothing between.
    public String toHex() {
        return Hex.format(this);
    }

    private ByteBuffer little(int offset, int count) {
        return ByteBuffer.wrap(array, at(offset, count), count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int at(int offset, int count) {
        if (offset < 0 || count < 0 || offset > length - count) {
            throw new IndexOutOfBoundsException(count + " bytes at " + offset + " of " + length);
        }
        return start + offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, start, start + length, that.array, that.start, that.start + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /// The digits of the first bytes and, when there are more, the length.
    @Override
    public String toString() {
        return length <= SHOWN ? toHex() : slice(0, SHOWN).toHex() + "…(" + length + ")";
    }
}
