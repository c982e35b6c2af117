package io.kdlab.capture;

import io.kdlab.transport.LinkTap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pcapng file that links are captured to, with a thread of its own. It costs a link a copy of what passes and
/// never a wait: when the disk is slower than the wires, frames are lost, and counted in the file (`epb_dropcount`
/// before the next frame, `isb_ifdrop` in all).
///
/// Whole blocks are handed to the system as soon as nothing waits, so whoever kills the process leaves a
/// readable file. A disk that fails is tried again every few seconds, with a new file.
public final class CaptureFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureFile.class);
    /// Frames that may wait; of 4 KiB each at the most.
    private static final int QUEUE = 2048;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final CaptureFiles files;
    private final Clock clock;
    private final Duration retry;
    private final BlockingQueue<CaptureOutput.Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final List<CaptureTap> links = new CopyOnWriteArrayList<>();
    private final Thread writer;
    private volatile boolean closing;

    private CaptureFile(CaptureFiles files, Clock clock, Duration retry) {
        this.files = files;
        this.clock = clock;
        this.retry = retry;
        this.writer = Thread.ofPlatform()
                .daemon()
                .name("capture " + files.current().getFileName())
                .unstarted(this::run);
    }

    /// Begins a capture. The file is made by the capture's thread, since opening a FIFO waits for its reader.
    ///
    /// @throws IOException when a file of this name can certainly not be made
    public static CaptureFile open(Path path, CaptureLimits limits, Clock clock) throws IOException {
        return open(path, limits, clock, Duration.ofSeconds(5));
    }

    static CaptureFile open(Path path, CaptureLimits limits, Clock clock, Duration retry) throws IOException {
        CaptureFiles files = new CaptureFiles(path, limits);
        files.check();
        CaptureFile file = new CaptureFile(files, clock, retry);
        file.writer.start();
        return file;
    }

    /// The tap for one more link.
    ///
    /// @param name what the link is called in the file; usually the target's name
    /// @param description the wire's address, without secrets
    public synchronized LinkTap link(String name, String description) {
        CaptureTap tap = new CaptureTap(
                links.size(),
                name,
                description,
                (link, frame) -> !closing && queue.offer(new CaptureOutput.Waiting(link, frame)));
        links.add(tap);
        return tap;
    }

    /// How many frames are missing.
    public long lost() {
        return links.stream().mapToLong(CaptureTap::lost).sum();
    }

    /// How many frames wait for the disk now.
    public int waiting() {
        return queue.size();
    }

    /// Writes what is waiting; gives up after some seconds when the disk does not take it.
    @Override
    public void close() {
        closing = true;
        try {
            if (!writer.join(CLOSE_LIMIT)) {
                writer.interrupt();
                LOG.warn("capture.cut-short file={} unwritten={}", files.current(), queue.size());
            }
        } catch (InterruptedException _) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
        if (lost() > 0) {
            LOG.warn("capture.incomplete file={} lost={}", files.current(), lost());
        }
    }

    private void run() {
        try (CaptureOutput output = new CaptureOutput(files, links, clock)) {
            boolean more = true;
            while (more) {
                try {
                    more = writeFile(output);
                } catch (IOException e) {
                    LOG.error("capture.failed file={} cause={}; trying again", files.current(), e.toString());
                    output.forget();
                    pause();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (CaptureOutput.Waiting left = queue.poll(); left != null; left = queue.poll()) {
            left.link().unwritten(left.frame());
        }
    }

    /// Until the file is full (true) or the capture is closed (false).
    private boolean writeFile(CaptureOutput output) throws IOException, InterruptedException {
        output.begin();
        while (!output.isFull()) {
            CaptureOutput.Waiting next = queue.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                output.write(next);
            } else if (closing) {
                output.end();
                return false;
            }
            if (queue.isEmpty()) {
                output.flush();
            }
        }
        output.end();
        return true;
    }

    /// What cannot be written meanwhile is lost, and counted.
    private void pause() throws InterruptedException {
        long end = System.nanoTime() + retry.toNanos();
        while (!closing && System.nanoTime() < end) {
            CaptureOutput.Waiting next = queue.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                next.link().unwritten(next.frame());
            }
        }
        if (closing) {
            throw new InterruptedException("closed while the disk failed");
        }
    }
}
