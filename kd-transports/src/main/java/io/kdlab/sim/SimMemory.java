package io.kdlab.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The physical memory of a simulated machine: pages that come into being when they are first written.
///
/// Scalar accesses never cross a page; [Mmu] splits those that do. Addresses outside are for the caller to refuse
/// with [#contains]: here they are programming errors.
public final class SimMemory {
    /// Bytes in a page.
    public static final int PAGE = 4096;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] ZEROES = new byte[PAGE];

    private final byte[] @Nullable [] pages;

    /// A memory of `pageCount` pages from physical address 0, all zero.
    public SimMemory(int pageCount) {
        pages = new byte[pageCount][];
    }

    /// How many pages there are.
    public int pageCount() {
        return pages.length;
    }

    /// Whether this page was ever written; all others are zero.
    boolean written(int page) {
        return pages[page] != null;
    }

    /// Whether a byte of memory answers at this physical address.
    public boolean contains(long address) {
        return Long.compareUnsigned(address, (long) pages.length * PAGE) < 0;
    }

    /// Reads 1, 2, 4 or 8 bytes, zero-extended.
    long read(long address, int size) {
        byte[] page = pageForReading(address);
        int offset = (int) address & (PAGE - 1);
        return switch (size) {
            case 1 -> page[offset] & 0xFFL;
            case 2 -> (short) SHORTS.get(page, offset) & 0xFFFFL;
            case 4 -> (int) INTS.get(page, offset) & 0xFFFF_FFFFL;
            default -> (long) LONGS.get(page, offset);
        };
    }

    /// Writes the low 1, 2, 4 or 8 bytes of a value.
    void write(long address, int size, long value) {
        byte[] page = pageForWriting(address);
        int offset = (int) address & (PAGE - 1);
        switch (size) {
            case 1 -> page[offset] = (byte) value;
            case 2 -> SHORTS.set(page, offset, (short) value);
            case 4 -> INTS.set(page, offset, (int) value);
            default -> LONGS.set(page, offset, value);
        }
    }

    private byte[] pageForReading(long address) {
        byte[] page = pages[(int) (address / PAGE)];
        return page == null ? ZEROES : page;
    }

    private byte[] pageForWriting(long address) {
        int index = (int) (address / PAGE);
        byte[] page = pages[index];
        if (page == null) {
            page = new byte[PAGE];
            pages[index] = page;
        }
        return page;
    }
}
