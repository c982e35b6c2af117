package io.kdlab.symbol.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A cabinet (`.cab`, and files in stores whose names end in `_`) that holds one file: stored, or compressed by MSZIP,
/// which is deflate in blocks of 32 KiB, each seeing the one before (Microsoft's published "[MS-CAB]" and "[MS-MCI]").
final class Cabinet {
    private static final int SIGNATURE = 0x4643534d;
    private static final int HEADER = 36;
    private static final int PREVIOUS = 1;
    private static final int NEXT = 2;
    private static final int RESERVED = 4;
    private static final int METHOD = 0xf;
    private static final int STORED = 0;
    private static final int MSZIP = 1;
    private static final int WINDOW = 1 << 15;
    private static final int BLOCK_MARK = 0x4b43;
    private static final int LONGEST_BLOCK = 0xffff;

    private final Path path;
    private final FileChannel channel;
    private final long most;
    private byte[] before = new byte[0];

    private Cabinet(Path path, FileChannel channel, long most) {
        this.path = path;
        this.channel = channel;
        this.most = most;
    }

    /// Writes the first file of the cabinet at `packed` to `into`.
    ///
    /// @param most bytes that it may have
    /// @throws IOException when it is damaged, too large, or packed in a way that is not understood
    static void expand(Path packed, Path into, long most) throws IOException {
        try (FileChannel channel = FileChannel.open(packed, StandardOpenOption.READ);
                OutputStream out = Files.newOutputStream(into)) {
            new Cabinet(packed, channel, most).expand(out);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException(packed + " is no sound cabinet: it ends too early", e);
        }
    }

    private void expand(OutputStream out) throws IOException {
        ByteBuffer header = at(0, HEADER);
        if (header.getInt(0) != SIGNATURE) {
            throw broken("is no cabinet (it does not begin as one)");
        }
        int flags = header.getShort(30);
        if ((flags & (PREVIOUS | NEXT)) != 0) {
            throw broken("is one of several cabinets that belong together; such are not read");
        }
        int inFolder = 0;
        int inBlock = 0;
        long folderAt = HEADER;
        if ((flags & RESERVED) != 0) {
            ByteBuffer sizes = at(HEADER, 4);
            inFolder = sizes.get(2) & 0xff;
            inBlock = sizes.get(3) & 0xff;
            folderAt += 4 + (sizes.getShort(0) & 0xffff);
        }
        ByteBuffer folder = at(folderAt, 8 + inFolder);
        ByteBuffer file = at(Integer.toUnsignedLong(header.getInt(16)), 10);
        long size = Integer.toUnsignedLong(file.getInt(0));
        if (file.getInt(4) != 0 || file.getShort(8) != 0) {
            throw broken("does not begin with its first file");
        }
        if (size > most) {
            throw broken("holds a file of " + size + " bytes, more than " + most);
        }
        int method = folder.getShort(6) & METHOD;
        if (method != STORED && method != MSZIP) {
            throw broken("is compressed by " + (method == 3 ? "LZX" : "method " + method)
                    + ", which is not understood; expand it where it lies (expand.exe, cabextract)");
        }
        blocks(Integer.toUnsignedLong(folder.getInt(0)), folder.getShort(4) & 0xffff, inBlock, method, size, out);
    }

    private void blocks(long from, int count, int reserved, int method, long size, OutputStream out)
            throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            long left = size;
            long at = from;
            for (int i = 0; i < count && left > 0; i++) {
                ByteBuffer header = at(at, 8 + reserved);
                int packed = header.getShort(4) & 0xffff;
                int plain = header.getShort(6) & 0xffff;
                byte[] data = at(at + 8 + reserved, packed).array();
                checkSum(header, data, i);
                byte[] bytes = method == STORED ? data : inflated(inflater, data, plain, i);
                int taken = (int) Math.min(bytes.length, left);
                out.write(bytes, 0, taken);
                left -= taken;
                at += 8 + reserved + packed;
            }
            if (left > 0) {
                throw broken("lacks " + left + " bytes of its file");
            }
        } finally {
            inflater.end();
        }
    }

    private byte[] inflated(Inflater inflater, byte[] data, int plain, int number) throws IOException {
        if (data.length < 2 || plain > WINDOW || (data[0] & 0xff | (data[1] & 0xff) << 8) != BLOCK_MARK) {
            throw broken("has a block " + number + " that is not MSZIP's");
        }
        inflater.reset();
        if (before.length > 0) {
            inflater.setDictionary(before);
        }
        inflater.setInput(data, 2, data.length - 2);
        byte[] bytes = new byte[plain];
        try {
            int done = 0;
            while (done < plain) {
                int more = inflater.inflate(bytes, done, plain - done);
                if (more == 0) {
                    throw broken("has a block " + number + " that ends too early");
                }
                done += more;
            }
        } catch (DataFormatException e) {
            throw new IOException(path + " has a block " + number + " that cannot be expanded: " + e.getMessage(), e);
        }
        byte[] seen = Arrays.copyOf(before, before.length + plain);
        System.arraycopy(bytes, 0, seen, before.length, plain);
        before = Arrays.copyOfRange(seen, Math.max(0, seen.length - WINDOW), seen.length);
        return bytes;
    }

    /// 0 says that nobody computed it.
    private void checkSum(ByteBuffer header, byte[] data, int number) throws IOException {
        int said = header.getInt(0);
        byte[] rest = Arrays.copyOfRange(header.array(), 4, header.capacity());
        if (said != 0 && said != (sum(data) ^ sum(rest))) {
            throw broken("is damaged: the checksum of block " + number + " is wrong");
        }
    }

    /// Exclusive or of its 32-bit words; of what is left over, the last byte counts lowest.
    private static int sum(byte[] data) {
        int sum = 0;
        int at = 0;
        for (; at + 4 <= data.length; at += 4) {
            sum ^= data[at] & 0xff | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16 | data[at + 3] << 24;
        }
        int rest = 0;
        for (; at < data.length; at++) {
            rest = rest << 8 | data[at] & 0xff;
        }
        return sum ^ rest;
    }

    private ByteBuffer at(long position, int length) throws IOException {
        if (length > LONGEST_BLOCK + 1 || position + length > channel.size()) {
            throw broken("ends before offset " + (position + length));
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw broken("ends before offset " + (position + length));
            }
        }
        return buffer.flip();
    }

    private IOException broken(String what) {
        return new IOException(path + " " + what);
    }
}
