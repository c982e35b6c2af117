package io.kdlab.symbol;

import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/// An image's file as if it were loaded at address 0: every section where the image has it. What is in the file of no
/// section, and not of the headers, cannot be read.
///
/// @param sections none while only the headers are looked at
record FileMemory(ByteBuffer file, List<PeImage.Section> sections) implements Memory {
    @Override
    public MemorySpan read(Address start, int length) {
        long rva = start.value();
        long from = rva;
        long readable = file.capacity() - rva;
        for (PeImage.Section section : sections) {
            long into = rva - Integer.toUnsignedLong(section.rva());
            long size = Integer.toUnsignedLong(section.fileSize());
            if (into >= 0 && into < size) {
                from = Integer.toUnsignedLong(section.fileOffset()) + into;
                readable = Math.min(size - into, file.capacity() - from);
                break;
            }
            if (into < 0) {
                readable = Math.min(readable, -into);
            }
        }
        int count = Math.clamp(readable, 0, length);
        if (rva < 0 || count == 0) {
            return new MemorySpan.Unreadable(start);
        }
        byte[] bytes = new byte[count];
        file.get((int) from, bytes);
        return count == length
                ? new MemorySpan.Known(Bytes.of(bytes))
                : new MemorySpan.Partial(Bytes.of(bytes), start.plus(count));
    }
}
