package io.kdlab.symbol.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The right to put one file into a cache, among the threads of this process and all others. The system gives it back
/// when its holder dies.
final class PlaceLock implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000;

    /// Lock files cannot be taken away safely, so a few serve all: two files may now and then wait for each other.
    private static final int LOCKS = 64;

    private final FileChannel channel;
    private final FileLock lock;

    private PlaceLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// Waits for it until the watch ends the search.
    ///
    /// @param what is put, by a name of its own
    static PlaceLock of(Path work, String what, SearchWatch watch) throws IOException {
        Path path = work.resolve("lock-" + Math.floorMod(what.hashCode(), LOCKS));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean told = false;
        try {
            while (true) {
                FileLock lock = attempt(channel);
                if (lock != null) {
                    return new PlaceLock(channel, lock);
                }
                if (!told) {
                    watch.noise("SYMSRV:  " + work.getParent() + " - somebody else fetches this file");
                    told = true;
                }
                watch.checkCancelled();
                LockSupport.parkNanos(PATIENCE_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another thread of this process has it.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
