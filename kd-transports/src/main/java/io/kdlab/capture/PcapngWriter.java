package io.kdlab.capture;

import io.kdlab.transport.Direction;
import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The blocks of a pcapng file as bytes, little-endian, times in nanoseconds.
final class PcapngWriter {
    private static final int NANOSECONDS = 9;
    /// A comment's length is a 16-bit number.
    private static final int LONGEST_TEXT = 4096;

    private PcapngWriter() {}

    /// What a file begins with.
    static Bytes section() {
        return new Block(PcapngFormat.SECTION)
                .u32(PcapngFormat.BYTE_ORDER)
                .u16(1)
                .u16(0)
                .u64(-1)
                .text(PcapngFormat.SECTION_APPLICATION, "kdlab")
                .end();
    }

    /// Declares a link; links are numbered from 0 in this order.
    static Bytes link(String name, String description) {
        return new Block(PcapngFormat.INTERFACE)
                .u16(PcapngFormat.LINK_TYPE)
                .u16(0)
                .u32(0)
                .text(PcapngFormat.INTERFACE_NAME, name)
                .text(PcapngFormat.INTERFACE_DESCRIPTION, description)
                .option(PcapngFormat.INTERFACE_RESOLUTION, Bytes.of((byte) NANOSECONDS))
                .end();
    }

    static Bytes frame(int link, CapturedFrame frame) {
        Block block = new Block(PcapngFormat.PACKET)
                .u32(link)
                .time(frame.time())
                .u32(frame.bytes().length())
                .u32(frame.bytes().length())
                .padded(frame.bytes());
        if (!frame.comment().isEmpty()) {
            block.text(PcapngFormat.COMMENT, frame.comment());
        }
        int direction = frame.direction() == Direction.FROM_TARGET ? PcapngFormat.INBOUND : PcapngFormat.OUTBOUND;
        block.number(PcapngFormat.PACKET_FLAGS, Integer.BYTES, direction | frame.faults() & PcapngFormat.FAULTS);
        if (frame.lost() > 0) {
            block.number(PcapngFormat.PACKET_DROPS, Long.BYTES, frame.lost());
        }
        return block.end();
    }

    /// How many frames of a link there were so far and how many of them are missing.
    static Bytes statistics(int link, Instant time, long seen, long lost) {
        return new Block(PcapngFormat.STATISTICS)
                .u32(link)
                .time(time)
                .number(PcapngFormat.STATISTICS_RECEIVED, Long.BYTES, seen)
                .number(PcapngFormat.STATISTICS_DROPPED, Long.BYTES, lost)
                .end();
    }

    private static final class Block {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final int type;
        private boolean options;

        Block(int type) {
            this.type = type;
        }

        Block u16(int value) {
            body.write(value);
            body.write(value >>> 8);
            return this;
        }

        Block u32(int value) {
            return u16(value).u16(value >>> 16);
        }

        Block u64(long value) {
            return u32((int) value).u32((int) (value >>> 32));
        }

        /// High half first, whatever the byte order.
        Block time(Instant time) {
            long nanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
            return u32((int) (nanos >>> 32)).u32((int) nanos);
        }

        Block padded(Bytes bytes) {
            body.writeBytes(bytes.toByteArray());
            while (body.size() % 4 != 0) {
                body.write(0);
            }
            return this;
        }

        Block option(int code, Bytes value) {
            options = true;
            return u16(code).u16(value.length()).padded(value);
        }

        Block text(int code, String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return option(code, Bytes.of(utf8, 0, Math.min(utf8.length, LONGEST_TEXT)));
        }

        Block number(int code, int width, long value) {
            options = true;
            u16(code).u16(width);
            return width == Integer.BYTES ? u32((int) value) : u64(value);
        }

        Bytes end() {
            if (options) {
                u32(0);
            }
            int length = body.size() + 12;
            ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            block.putInt(type).putInt(length).put(body.toByteArray()).putInt(length);
            return Bytes.of(block.array());
        }
    }
}
