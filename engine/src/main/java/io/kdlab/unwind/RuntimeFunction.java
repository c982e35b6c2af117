package io.kdlab.unwind;

import io.kdlab.value.Bytes;

/// One entry of an exception directory: a range of code and where its unwind data is, all as distances from the base.
record RuntimeFunction(int begin, int end, int unwindInfo) {
    static final int SIZE = 12;

    static RuntimeFunction at(Bytes bytes, int offset) {
        return new RuntimeFunction(bytes.u32(offset), bytes.u32(offset + 4), bytes.u32(offset + 8));
    }

    boolean contains(long rva) {
        return rva >= Integer.toUnsignedLong(begin) && rva < Integer.toUnsignedLong(end);
    }

    /// The entry stands for another one, which lies at [#unwindInfo()] without its lowest bit.
    boolean isIndirect() {
        return (unwindInfo & 1) != 0;
    }
}
