package io.kdlab.transport.ieee1394;

import io.kdlab.value.Bytes;
import java.util.OptionalLong;

/// A node's configuration ROM as the kernel hands it out: quadlets in this machine's byte order.
///
/// Anything may be in it. Lengths in it are bounded by what is there.
record ConfigRom(Bytes bytes) {
    /// The largest that IEEE 1212 has room for: 1 KiB.
    static final int LARGEST = 1024;

    private static final int MICROSOFT = 0x0050F2;
    private static final int DEBUG_KEY = 2;

    private static final int SPECIFIER = 0x1C;
    private static final int KEY = 0x1D;
    private static final int DATA = 0x1E;

    /// Where the node has its [DebugInfo], if it has one: a 24-bit physical address.
    OptionalLong debugInfo() {
        int quadlets = bytes.length() / Integer.BYTES;
        if (quadlets == 0) {
            return OptionalLong.empty();
        }
        int root = 1 + (quadlet(0) >>> 24);
        if (root >= quadlets) {
            return OptionalLong.empty();
        }
        int end = Math.min(quadlets, root + 1 + (quadlet(root) >>> 16));
        int specifier = 0;
        int key = 0;
        for (int i = root + 1; i < end; i++) {
            int value = quadlet(i) & 0xFF_FFFF;
            switch (quadlet(i) >>> 24) {
                case SPECIFIER -> specifier = value;
                case KEY -> key = value;
                case DATA -> {
                    if (specifier == MICROSOFT && key == DEBUG_KEY) {
                        return OptionalLong.of(value);
                    }
                }
                default -> {
                    // Of no concern here.
                }
            }
        }
        return OptionalLong.empty();
    }

    private int quadlet(int index) {
        return bytes.u32(index * Integer.BYTES);
    }
}
