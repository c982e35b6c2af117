package io.kdlab.relay;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Bytes from a seed, written in chunks of random size with random pauses, and compared where they arrive.
///
/// @param seed what decides bytes, chunks and pauses; in every failure message
/// @param length how many bytes
record Traffic(long seed, long length) {
    private static final int LONGEST = 40_000;
    private static final int PAUSE_NANOS = 300_000;
    private static final int BLOCK = 8192;

    /// The bytes themselves, however they are cut.
    private static final class Content {
        private final Random random;
        private final byte[] block = new byte[BLOCK];
        private int used = BLOCK;

        Content(long seed) {
            random = new Random(seed);
        }

        void fill(byte[] into, int count) {
            for (int i = 0; i < count; i++) {
                if (used == BLOCK) {
                    random.nextBytes(block);
                    used = 0;
                }
                into[i] = block[used++];
            }
        }
    }

    /// Something that ends or fails.
    interface Task<T> {
        T run() throws IOException;
    }

    /// Runs a task on a thread of its own.
    static <T> CompletableFuture<T> running(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(task.run());
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /// Writes all of it; the number of bytes written.
    CompletableFuture<Long> send(OutputStream out) {
        return running(() -> {
            Content content = new Content(seed);
            Random rhythm = new Random(~seed);
            byte[] chunk = new byte[LONGEST];
            long sent = 0;
            while (sent < length) {
                int count = (int) Math.min(length - sent, 1 + rhythm.nextInt(LONGEST));
                content.fill(chunk, count);
                out.write(chunk, 0, count);
                sent += count;
                pause(rhythm);
            }
            return sent;
        });
    }

    /// Reads all of it and compares.
    CompletableFuture<Long> expect(InputStream in) {
        return running(() -> {
            long arrived = compare(in, length);
            if (arrived < length) {
                throw new EOFException(
                        "seed %d: the stream ended after %d of %d bytes".formatted(seed, arrived, length));
            }
            return arrived;
        });
    }

    /// Reads until the stream ends or breaks; what arrived must be a beginning of what was sent. How much it
    /// was.
    CompletableFuture<Long> expectBeginning(InputStream in) {
        return running(() -> compare(in, Long.MAX_VALUE));
    }

    private long compare(InputStream in, long most) throws IOException {
        Content content = new Content(seed);
        Random rhythm = new Random(seed + 1);
        byte[] got = new byte[LONGEST];
        byte[] wanted = new byte[LONGEST];
        long arrived = 0;
        while (arrived < most) {
            int count;
            try {
                count = in.read(got, 0, (int) Math.min(most - arrived, 1 + rhythm.nextInt(LONGEST)));
            } catch (IOException e) {
                if (most == Long.MAX_VALUE) {
                    return arrived;
                }
                throw e;
            }
            if (count < 0) {
                return arrived;
            }
            content.fill(wanted, count);
            int wrong = Arrays.mismatch(got, 0, count, wanted, 0, count);
            if (wrong >= 0) {
                throw new AssertionError("seed %d: byte %d is %02x instead of %02x"
                        .formatted(seed, arrived + wrong, got[wrong], wanted[wrong]));
            }
            arrived += count;
            pause(rhythm);
        }
        return arrived;
    }

    /// Up to 0.3 ms in an eighth of the steps, so that the two sides meet in every way.
    private static void pause(Random rhythm) {
        if (rhythm.nextInt(8) == 0) {
            LockSupport.parkNanos(rhythm.nextInt(PAUSE_NANOS));
        }
    }
}
