package io.kdlab.target;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// Virtual memory as a debugger sees it: some of it known, some unreadable, some never asked for.
public interface Memory {
    /// Reads `length` bytes at `start`. Never throws because of what is (not) mapped there: the span says it.
    MemorySpan read(Address start, int length);

    /// Tells that all of `length` bytes at `start` will be read piece by piece, so that they can be fetched together.
    default void expect(Address start, int length) {}

    /// Tells that `length` bytes at `start` are ordinary memory, as stacks and the kernel's structures are, and no
    /// device's registers: more than is asked for may be fetched around them until the target runs.
    default void ordinary(Address start, int length) {}

    /// Reads all of `length` bytes, or throws [MemoryFault] with the first address that could not be read.
    default Bytes readAll(Address start, int length) {
        return switch (read(start, length)) {
            case MemorySpan.Known(var bytes) -> bytes;
            case MemorySpan.Partial partial -> throw new MemoryFault(partial.unreadableFrom());
            case MemorySpan.Unreadable(var from) -> throw new MemoryFault(from);
            case MemorySpan.Unknown(var why) -> throw new MemoryFault(start, why);
        };
    }

    /// The byte at `at`, 0 to 255.
    default int u8(Address at) {
        return readAll(at, 1).get(0);
    }

    /// The little-endian 16-bit value at `at`, unsigned.
    default int u16(Address at) {
        return readAll(at, 2).u16(0);
    }

    /// The little-endian 32-bit value at `at`, unsigned.
    default long u32(Address at) {
        return Integer.toUnsignedLong(readAll(at, 4).u32(0));
    }

    /// The little-endian 64-bit value at `at`.
    default long u64(Address at) {
        return readAll(at, 8).u64(0);
    }

    /// Bytes of a pointer.
    default int pointerSize() {
        return 8;
    }

    /// The pointer at `at`; one of 32 bits is sign-extended, as targets do in all they report.
    default Address pointer(Address at) {
        return pointerIn(readAll(at, pointerSize()), 0);
    }

    /// The pointer at `offset` of bytes that were read.
    default Address pointerIn(Bytes bytes, int offset) {
        return new Address(pointerSize() == 4 ? bytes.u32(offset) : bytes.u64(offset));
    }
}
