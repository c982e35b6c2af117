package io.kdlab.symbol;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Supplier;

/// The container that PDB files are: one file holding numbered streams in scattered blocks (MSF, version 7).
///
/// The file is mapped, never read as a whole; the heap holds only where each stream's list of blocks begins.
final class MsfFile {
    private static final byte[] MAGIC =
            "Microsoft C/C++ MSF 7.00\r\n\032DS\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NO_STREAM = -1;

    private final Path path;
    private final MemorySegment file;
    private final int blockSize;
    private final long blocks;
    /// The directory: the number of streams, their sizes, then the blocks of each, one after the other.
    private final MsfStream directory;

    private final int[] firstBlock;

    private MsfFile(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
        if (file.byteSize() < 56
                || !Arrays.equals(file.asSlice(0, MAGIC.length).toArray(ValueLayout.JAVA_BYTE), MAGIC)) {
            throw error("is no PDB file (it does not begin as one)");
        }
        blockSize = file.get(INT, 32);
        if (blockSize < 512 || blockSize > 1 << 16 || Integer.bitCount(blockSize) != 1) {
            throw error("has blocks of " + Integer.toUnsignedString(blockSize) + " bytes");
        }
        blocks = file.byteSize() / blockSize;
        long directorySize = Integer.toUnsignedLong(file.get(INT, 44));
        long listAt = Integer.toUnsignedLong(file.get(INT, 52)) * blockSize;
        long count = (directorySize + blockSize - 1) / blockSize;
        if (directorySize < 4 || directorySize > file.byteSize() || listAt + 4 * count > file.byteSize()) {
            throw error("ends before its directory does");
        }
        directory = new MsfStream(this, "directory", directorySize, index -> file.get(INT, listAt + 4 * index));
        firstBlock = firstBlocks();
    }

    /// Maps the file at `path`.
    ///
    /// @throws SymbolFileException when it cannot be read or is no such file
    static MsfFile open(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new MsfFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        } catch (IOException e) {
            throw new SymbolFileException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Runs `reading`. A file that somebody shortens while it is mapped ends in an error of the machine, not in
    /// an exception of Java's; here it becomes one.
    <T> T guarded(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InternalError e) {
            throw new SymbolFileException(path + " was changed while it was in use", e);
        }
    }

    private int[] firstBlocks() {
        long streams = Integer.toUnsignedLong(directory.u32(0));
        if (streams > (directory.length() - 4) / 4) {
            throw error("says that it has " + streams + " streams, more than its directory holds");
        }
        int[] first = new int[(int) streams + 1];
        long next = streams + 1;
        for (int stream = 0; stream < streams; stream++) {
            first[stream] = (int) next;
            next += blocksOf(size(stream));
            if (4 * next > directory.length()) {
                throw error("has a directory that ends inside stream " + stream);
            }
        }
        first[(int) streams] = (int) next;
        return first;
    }

    private long size(int stream) {
        int size = directory.u32(4 + 4L * stream);
        return size == NO_STREAM ? 0 : Integer.toUnsignedLong(size);
    }

    private long blocksOf(long size) {
        return (size + blockSize - 1) / blockSize;
    }

    boolean has(int stream) {
        return stream >= 0 && stream < firstBlock.length - 1 && size(stream) > 0;
    }

    /// The stream of that number; an empty one where the file has none.
    MsfStream stream(int stream, String name) {
        if (!has(stream)) {
            return new MsfStream(this, name, 0, _ -> 0);
        }
        long first = firstBlock[stream];
        return new MsfStream(this, name, size(stream), index -> directory.u32(4 * (first + index)));
    }

    int blockSize() {
        return blockSize;
    }

    /// Where `block` lies in the file.
    long offset(int block) {
        long number = Integer.toUnsignedLong(block);
        if (number >= blocks) {
            throw error("refers to block " + number + " of " + blocks);
        }
        return number * blockSize;
    }

    MemorySegment file() {
        return file;
    }

    SymbolFileException error(String what) {
        return new SymbolFileException(path + " " + what);
    }
}
