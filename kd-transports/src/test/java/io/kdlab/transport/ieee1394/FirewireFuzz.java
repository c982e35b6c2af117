package io.kdlab.transport.ieee1394;

import io.kdlab.layout.StructCodec;
import io.kdlab.value.Bytes;
import java.util.OptionalLong;

/// Any bytes as what a node on a 1394 bus shows: a configuration ROM, and the block that it points at.
public final class FirewireFuzz {
    private FirewireFuzz() {}

    /// Both at once.
    public static void fuzzerTestOneInput(byte[] input) {
        OptionalLong block = new ConfigRom(Bytes.of(input)).debugInfo();
        if (block.isPresent() && block.getAsLong() >>> 24 != 0) {
            throw new AssertionError("a block above 16 MB: " + block);
        }
        if (input.length >= DebugInfo.SIZE) {
            DebugInfo info = StructCodec.of(DebugInfo.class).decode(Bytes.of(input), 0);
            if (info.isSound() && (info.sendBuffer() >>> 48 != 0 || info.receiveBuffer() >>> 48 != 0)) {
                throw new AssertionError("a buffer outside the node: " + info);
            }
        }
    }
}
