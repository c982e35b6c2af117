package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// One stream of an [MsfFile], read where it lies. Reading past the end is an error of the file, told in one line.
final class MsfStream {
    /// Longer names are cut; no compiler makes them.
    private static final int LONGEST_NAME = 4096;

    /// The number of the block that holds the stream's bytes from `index * blockSize` on.
    interface Blocks {
        int at(long index);
    }

    private final MsfFile file;
    private final String name;
    private final long length;
    private final Blocks blocks;

    MsfStream(MsfFile file, String name, long length, Blocks blocks) {
        this.file = file;
        this.name = name;
        this.length = length;
        this.blocks = blocks;
    }

    long length() {
        return length;
    }

    int u8(long at) {
        check(at, 1);
        return byteAt(at);
    }

    int u16(long at) {
        check(at, 2);
        return byteAt(at) | byteAt(at + 1) << 8;
    }

    int u32(long at) {
        check(at, 4);
        long inBlock = at & file.blockSize() - 1;
        if (inBlock <= file.blockSize() - 4) {
            return file.file().get(MsfFile.INT, place(at));
        }
        return byteAt(at) | byteAt(at + 1) << 8 | byteAt(at + 2) << 16 | byteAt(at + 3) << 24;
    }

    Bytes bytes(long at, int count) {
        check(at, count);
        byte[] copy = new byte[count];
        copy(at, copy, count);
        return Bytes.of(copy);
    }

    /// The text from `at` up to its NUL, which comes before `end`.
    String text(long at, long end) {
        check(at, 0);
        long limit = Math.min(Math.min(end, length), at + LONGEST_NAME);
        int count = 0;
        while (at + count < limit && byteAt(at + count) != 0) {
            count++;
        }
        byte[] raw = new byte[count];
        copy(at, raw, count);
        return new String(raw, StandardCharsets.UTF_8);
    }

    /// Whether the text from `at` up to its NUL is `wanted`; most are told apart by their first bytes.
    boolean isText(long at, byte[] wanted) {
        if (at < 0 || at > length - wanted.length - 1) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((byte) byteAt(at + i) != wanted[i]) {
                return false;
            }
        }
        return byteAt(at + wanted.length) == 0;
    }

    private void copy(long at, byte[] into, int count) {
        int done = 0;
        while (done < count) {
            long from = at + done;
            int run = (int) Math.min(count - done, file.blockSize() - (from & file.blockSize() - 1));
            MemorySegment.copy(file.file(), ValueLayout.JAVA_BYTE, place(from), into, done, run);
            done += run;
        }
    }

    private int byteAt(long at) {
        return Byte.toUnsignedInt(file.file().get(ValueLayout.JAVA_BYTE, place(at)));
    }

    private long place(long at) {
        return file.offset(blocks.at(at / file.blockSize())) + (at & file.blockSize() - 1);
    }

    /// An error of the file: what is wrong in this stream.
    SymbolFileException damaged(String what) {
        return file.error("is damaged: its " + name + " " + what);
    }

    private void check(long at, long count) {
        if (at < 0 || at > length - count) {
            throw damaged("has " + length + " bytes, needed are " + count + " at " + at);
        }
    }
}
