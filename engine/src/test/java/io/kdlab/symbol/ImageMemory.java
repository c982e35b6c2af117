package io.kdlab.symbol;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/// Memory made of regions: images laid out as a loader does, stacks, and nothing between.
public final class ImageMemory implements Memory {
    private static final int PAGE = 0x1000;

    /// Pages by address; what is not there is unreadable.
    private final TreeMap<Long, byte[]> pages = new TreeMap<>(Long::compareUnsigned);

    private int reads;

    /// Maps the image file at `base`, each section where its header wants it. Relocations are not applied.
    public ImageMemory load(Path file, Address base) {
        Bytes raw;
        try {
            raw = Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int header = raw.u32(0x3c);
        write(base, raw.slice(0, raw.u32(header + 0x54)));
        int table = header + 24 + raw.u16(header + 20);
        for (int i = 0; i < raw.u16(header + 6); i++) {
            int at = table + 40 * i;
            int size = Math.min(raw.u32(at + 16), raw.u32(at + 8));
            write(base.plus(raw.u32(at + 12)), Bytes.zeros(raw.u32(at + 8)));
            write(base.plus(raw.u32(at + 12)), raw.slice(raw.u32(at + 20), size));
        }
        return this;
    }

    /// Writes, mapping what is not there yet.
    public ImageMemory write(Address at, Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            long address = at.value() + i;
            pages.computeIfAbsent(address & -PAGE, _ -> new byte[PAGE])[(int) (address & PAGE - 1)] =
                    (byte) bytes.get(i);
        }
        return this;
    }

    public ImageMemory write64(Address at, long value) {
        byte[] raw = new byte[8];
        for (int i = 0; i < 8; i++) {
            raw[i] = (byte) (value >>> 8 * i);
        }
        return write(at, Bytes.of(raw));
    }

    /// Makes the page of `at` unreadable.
    public ImageMemory unmap(Address at) {
        pages.remove(at.value() & -PAGE);
        return this;
    }

    /// How often anybody read.
    public int reads() {
        return reads;
    }

    @Override
    public MemorySpan read(Address start, int length) {
        reads++;
        byte[] found = new byte[length];
        for (int i = 0; i < length; i++) {
            byte[] page = pages.get(start.value() + i & -PAGE);
            if (page == null) {
                Address hole = start.plus(i);
                return i == 0 ? new MemorySpan.Unreadable(hole) : new MemorySpan.Partial(Bytes.of(found, 0, i), hole);
            }
            found[i] = page[(int) (start.value() + i & PAGE - 1)];
        }
        return new MemorySpan.Known(Bytes.of(found));
    }
}
