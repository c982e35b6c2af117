package io.kdlab.dump;

import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.PrimitiveIterator;

/// Writes a dump page by page into `FILE.part`, which becomes `FILE` when it is complete.
///
/// A writing that ends early (a cut wire, CTRL+C) is taken up where it ended when the same dump is asked for again
/// while
/// the target stands at the same stop: the beginning of the file says whether it is the same.
public final class DumpWriter {
    /// Pages that are asked for at once, when they follow each other.
    private static final int BATCH = 16;

    private final Path file;
    private final DumpContents contents;

    /// A writer of `contents` to `file`.
    public DumpWriter(Path file, DumpContents contents) {
        this.file = file;
        this.contents = contents;
    }

    /// Where pages come from.
    @FunctionalInterface
    public interface Source {
        /// Physical memory from `at` on; fewer bytes where it cannot be read.
        Bytes read(long at, int length);
    }

    /// Who is told how far it is, and may throw to end it.
    @FunctionalInterface
    public interface Progress {
        /// So many pages of all are written.
        void written(long pages, long all);
    }

    /// What was done.
    ///
    /// @param pages how many pages the dump has
    /// @param resumed how many of them an earlier writing had left
    /// @param unreadable how many the target would not give; they are zeros in the file
    public record Written(long pages, long resumed, long unreadable) {}

    /// The file that is written to until the dump is complete.
    public Path part() {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /// Writes what is missing.
    ///
    /// @throws FileAlreadyExistsException when the dump is there already and shall not be `replaced`
    public Written write(Source source, Progress progress, boolean replaced) throws IOException {
        if (!replaced && Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        byte[] head = contents.head().toByteArray();
        long resumed;
        long unreadable;
        try (FileChannel out = FileChannel.open(
                part(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            resumed = pagesThere(out, head);
            if (resumed < 0) {
                out.truncate(0);
                write(out, ByteBuffer.wrap(head), 0);
                resumed = 0;
            }
            unreadable = pages(out, head.length, resumed, source, progress);
            out.force(true);
        }
        Files.move(part(), file, StandardCopyOption.REPLACE_EXISTING);
        return new Written(contents.pageCount(), resumed, unreadable);
    }

    /// How many whole pages of this very dump are there; -1 when it is another one, or none.
    private static long pagesThere(FileChannel out, byte[] head) throws IOException {
        if (out.size() < head.length) {
            return -1;
        }
        ByteBuffer found = ByteBuffer.allocate(head.length);
        while (found.hasRemaining() && out.read(found, found.position()) > 0) {
            // Until it is there.
        }
        return Arrays.equals(found.array(), head) ? (out.size() - head.length) / PageRun.PAGE : -1;
    }

    private long pages(FileChannel out, long start, long skip, Source source, Progress progress) throws IOException {
        PrimitiveIterator.OfLong numbers = contents.pages();
        long all = contents.pageCount();
        long done = 0;
        while (done < skip && numbers.hasNext()) {
            numbers.nextLong();
            done++;
        }
        long unreadable = 0;
        long next = numbers.hasNext() ? numbers.nextLong() : -1;
        while (next >= 0) {
            long first = next;
            int count = 0;
            while (next == first + count && count < BATCH) {
                count++;
                next = numbers.hasNext() ? numbers.nextLong() : -1;
            }
            byte[] bytes = new byte[count * PageRun.PAGE];
            unreadable += read(source, first * PageRun.PAGE, bytes);
            patch(first * PageRun.PAGE, bytes);
            write(out, ByteBuffer.wrap(bytes), start + done * PageRun.PAGE);
            done += count;
            progress.written(done, all);
        }
        return unreadable;
    }

    /// Reads what can be read; how many pages cannot.
    private static long read(Source source, long at, byte[] into) {
        long unreadable = 0;
        int done = 0;
        while (done < into.length) {
            Bytes found = source.read(at + done, into.length - done);
            found.copyTo(into, done);
            done += found.length();
            if (done < into.length) {
                unreadable++;
                done = (done / PageRun.PAGE + 1) * PageRun.PAGE;
            }
        }
        return unreadable;
    }

    private void patch(long at, byte[] bytes) {
        for (Map.Entry<Long, Bytes> patch : contents.patches().entrySet()) {
            long offset = patch.getKey() - at;
            if (offset >= 0 && offset < bytes.length) {
                patch.getValue().copyTo(bytes, (int) offset);
            }
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += out.write(bytes, to);
        }
    }
}
