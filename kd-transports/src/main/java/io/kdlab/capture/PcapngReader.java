package io.kdlab.capture;

import io.kdlab.transport.Direction;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads KD captures, ours and those of others that use a user link type. Whatever the bytes are, the result is
/// frames and at last either an end or a [CaptureFormatException]; no block is longer than [#LARGEST_BLOCK].
public final class PcapngReader {
    /// A block says its length, and is refused when it says more: ours are of 8 KiB at the most.
    public static final int LARGEST_BLOCK = 1 << 20;
    /// Interfaces that one section may declare.
    private static final int MOST_LINKS = 1024;

    private static final int HEADER = 8;
    private static final int SMALLEST_BLOCK = 12;

    private record Link(String name, int type, PcapngTime time) {}

    private final InputStream in;
    private final List<Link> links = new ArrayList<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long at;
    private boolean cutShort;

    /// The stream stays the caller's to close; it should be buffered.
    public PcapngReader(InputStream in) {
        this.in = in;
    }

    /// The next frame; empty at the end.
    public Optional<CapturedFrame> next() throws IOException {
        while (true) {
            long start = at;
            byte[] header = in.readNBytes(HEADER);
            at += header.length;
            if (header.length < HEADER) {
                cutShort = header.length > 0;
                return Optional.empty();
            }
            int type = ByteBuffer.wrap(header).order(order).getInt();
            ByteBuffer body = type == PcapngFormat.SECTION ? section(header, start) : body(header, start);
            if (body == null) {
                cutShort = true;
                return Optional.empty();
            }
            try {
                Optional<CapturedFrame> frame = block(type, body, start);
                if (frame.isPresent()) {
                    return frame;
                }
            } catch (BufferUnderflowException | IllegalArgumentException _) {
                throw broken(start, "a block of type " + type + " is shorter than what it holds");
            }
        }
    }

    /// Whether the file ended in the middle of a block, as after a power cut.
    public boolean cutShort() {
        return cutShort;
    }

    /// The byte order stands in the body, so it is found out before the length can be read.
    private @Nullable ByteBuffer section(byte[] header, long start) throws IOException {
        byte[] magic = in.readNBytes(Integer.BYTES);
        at += magic.length;
        if (magic.length < Integer.BYTES) {
            return null;
        }
        order = ByteOrder.LITTLE_ENDIAN;
        int mark = ByteBuffer.wrap(magic).order(order).getInt();
        if (mark == Integer.reverseBytes(PcapngFormat.BYTE_ORDER)) {
            order = ByteOrder.BIG_ENDIAN;
        } else if (mark != PcapngFormat.BYTE_ORDER) {
            throw broken(start, "a section without byte-order mark");
        }
        links.clear();
        return rest(length(header, start) - HEADER - Integer.BYTES);
    }

    private @Nullable ByteBuffer body(byte[] header, long start) throws IOException {
        return rest(length(header, start) - HEADER);
    }

    private int length(byte[] header, long start) throws CaptureFormatException {
        int length = ByteBuffer.wrap(header).order(order).getInt(Integer.BYTES);
        if (length < SMALLEST_BLOCK || length > LARGEST_BLOCK || length % 4 != 0) {
            throw broken(
                    start,
                    "a block of " + Integer.toUnsignedString(length) + " bytes; " + SMALLEST_BLOCK + " to "
                            + LARGEST_BLOCK + ", by four, are possible");
        }
        return length;
    }

    /// What is left of a block but the repeated length; null when the file ends before.
    private @Nullable ByteBuffer rest(int length) throws IOException {
        byte[] bytes = in.readNBytes(Math.max(length, 0));
        at += bytes.length;
        return bytes.length < length
                ? null
                : ByteBuffer.wrap(bytes, 0, Math.max(length - Integer.BYTES, 0))
                        .slice()
                        .order(order);
    }

    private Optional<CapturedFrame> block(int type, ByteBuffer body, long start) throws CaptureFormatException {
        switch (type) {
            case PcapngFormat.INTERFACE -> link(body, start);
            case PcapngFormat.PACKET -> {
                return Optional.of(packet(body, start));
            }
            case PcapngFormat.SIMPLE_PACKET ->
                throw broken(start, "a packet without time and direction (simple packet block)");
            default -> {
                // Statistics, names, what later versions bring.
            }
        }
        return Optional.empty();
    }

    private void link(ByteBuffer body, long start) throws CaptureFormatException {
        if (links.size() == MOST_LINKS) {
            throw broken(start, "more than " + MOST_LINKS + " interfaces");
        }
        int type = Short.toUnsignedInt(body.getShort());
        body.getShort();
        body.getInt();
        String name = "link " + links.size();
        PcapngTime time = PcapngTime.MICROSECONDS;
        for (PcapngOption option : PcapngOption.read(body)) {
            switch (option.code()) {
                case PcapngFormat.INTERFACE_NAME -> name = option.text();
                case PcapngFormat.INTERFACE_RESOLUTION ->
                    time = time.withResolution(option.value().get());
                case PcapngFormat.INTERFACE_OFFSET ->
                    time = time.withOffset(option.value().getLong());
                default -> {}
            }
        }
        links.add(new Link(name, type, time));
    }

    private CapturedFrame packet(ByteBuffer body, long start) throws CaptureFormatException {
        int number = body.getInt();
        if (number < 0 || number >= links.size()) {
            throw broken(
                    start, "a packet of interface " + Integer.toUnsignedString(number) + ", which is not declared");
        }
        Link link = links.get(number);
        if (link.type() < PcapngFormat.FIRST_USER_LINK_TYPE || link.type() > PcapngFormat.LAST_USER_LINK_TYPE) {
            throw broken(
                    start,
                    "link type " + link.type() + "; a capture of KD packets has a user link type, "
                            + PcapngFormat.FIRST_USER_LINK_TYPE + " to " + PcapngFormat.LAST_USER_LINK_TYPE);
        }
        long time = Integer.toUnsignedLong(body.getInt()) << 32 | Integer.toUnsignedLong(body.getInt());
        int length = body.getInt();
        body.getInt();
        byte[] bytes = new byte[checked(length, body.remaining())];
        body.get(bytes);
        PcapngOption.skipPadding(body, length);
        String comment = "";
        int flags = 0;
        long lost = 0;
        for (PcapngOption option : PcapngOption.read(body)) {
            switch (option.code()) {
                case PcapngFormat.COMMENT -> comment = option.text();
                case PcapngFormat.PACKET_FLAGS -> flags = option.value().getInt();
                case PcapngFormat.PACKET_DROPS -> lost = option.value().getLong();
                default -> {}
            }
        }
        return new CapturedFrame(
                link.time().instant(time),
                link.name(),
                (flags & PcapngFormat.DIRECTION) == PcapngFormat.OUTBOUND ? Direction.TO_TARGET : Direction.FROM_TARGET,
                Bytes.of(bytes),
                comment,
                flags & PcapngFormat.FAULTS,
                lost);
    }

    private static int checked(int length, int there) {
        if (length < 0 || length > there) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static CaptureFormatException broken(long start, String what) {
        return new CaptureFormatException("at byte " + start + ": " + what);
    }
}
