package io.kdlab.dump;

import io.kdlab.arch.X64Paging;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/// A crash dump, mapped: a read touches the pages that it reads, whatever the file's size.
public final class DumpFile implements AutoCloseable {
    /// As much of the file as may be bitmap: enough for 64 TiB of memory.
    private static final long BITMAP_MOST = Integer.MAX_VALUE - 8L;

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final DumpHeader header;
    private final DumpPages pages;

    private DumpFile(Path path, Arena arena, MemorySegment file) throws DumpException {
        this.path = path;
        this.arena = arena;
        this.file = file;
        String name = path.toString();
        long size = file.byteSize();
        this.header =
                DumpHeader.of(file.asSlice(0, Math.min(size, DumpHeader.SIZE)).asByteBuffer(), name, size);
        this.pages = header.kind() == DumpKind.FULL ? runs(name, size) : bitmap(name, size);
    }

    /// Opens a dump.
    ///
    /// @throws DumpException when it is none, or is damaged
    public static DumpFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new DumpFile(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private DumpPages runs(String name, long size) throws DumpException {
        long left = (size - DumpHeader.SIZE) / PageRun.PAGE;
        for (PageRun run : header.runs()) {
            if (run.first() < 0 || run.count() < 0 || run.count() > left || run.first() > 1L << 40) {
                throw new DumpException("%s: is cut short: pages %x to %x are named, but the file ends before"
                        .formatted(name, run.first(), run.end() - 1));
            }
            left -= run.count();
        }
        return new DumpPages.Runs(header.runs());
    }

    private DumpPages bitmap(String name, long size) throws DumpException {
        long length = Math.min(size - DumpHeader.SIZE, BITMAP_MOST);
        DumpPages.Bitmap found =
                DumpPages.Bitmap.of(file.asSlice(DumpHeader.SIZE, length).asByteBuffer(), header.kind(), name);
        long last = found.end();
        if (last < DumpHeader.SIZE || last > size) {
            throw new DumpException("%s: is cut short: its %d pages end at %x, the file at %x"
                    .formatted(name, found.count(), last, size));
        }
        return found;
    }

    /// The file.
    public Path path() {
        return path;
    }

    /// What its beginning says.
    public DumpHeader header() {
        return header;
    }

    /// How many pages of memory it holds.
    public long pageCount() {
        return pages.count();
    }

    /// Physical memory from `at` on; less than `length` where the dump does not hold it.
    public Bytes readPhysical(long at, int length) {
        return read(at, length, OptionalLong::of);
    }

    /// Virtual memory as the address space of the dump's own CR3 maps it; less than `length` where a page is not
    /// present or not in the dump.
    public Bytes readVirtual(long at, int length) {
        return read(
                at, length, virtual -> X64Paging.physical(header.directoryTableBase(), virtual, this::readPhysical));
    }

    private interface Translation {
        OptionalLong physical(long address);
    }

    private Bytes read(long at, int length, Translation translation) {
        byte[] out = new byte[length];
        int done = 0;
        while (done < length) {
            OptionalLong physical = translation.physical(at + done);
            if (physical.isEmpty()) {
                break;
            }
            long offset = pages.offset(physical.getAsLong() >>> 12);
            if (offset < 0) {
                break;
            }
            int inPage = (int) (physical.getAsLong() & (PageRun.PAGE - 1));
            int count = Math.min(PageRun.PAGE - inPage, length - done);
            MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset + inPage, out, done, count);
            done += count;
        }
        return Bytes.of(out, 0, done);
    }

    @Override
    public void close() {
        arena.close();
    }
}
