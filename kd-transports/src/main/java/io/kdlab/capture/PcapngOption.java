package io.kdlab.capture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A number and its value at the end of a pcapng block.
///
/// @param value in the section's byte order
record PcapngOption(int code, ByteBuffer value) {
    private static final int END = 0;

    /// All options up to the end mark, or the block's end: the mark may be missing.
    static List<PcapngOption> read(ByteBuffer block) {
        List<PcapngOption> options = new ArrayList<>();
        while (block.remaining() >= Integer.BYTES) {
            int code = Short.toUnsignedInt(block.getShort());
            int length = Short.toUnsignedInt(block.getShort());
            if (code == END) {
                break;
            }
            if (length > block.remaining()) {
                throw new BufferUnderflowException();
            }
            options.add(
                    new PcapngOption(code, block.slice(block.position(), length).order(block.order())));
            block.position(block.position() + length);
            skipPadding(block, length);
        }
        return options;
    }

    /// Values end on four bytes.
    static void skipPadding(ByteBuffer block, int length) {
        int padding = -length & 3;
        block.position(block.position() + Math.min(padding, block.remaining()));
    }

    String text() {
        return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
    }
}
