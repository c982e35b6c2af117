package io.kdlab.capture;

import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The disk's side of a capture: one file after the other, whole blocks at a time. One thread.
final class CaptureOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureOutput.class);
    private static final int BUFFER = 256 << 10;

    /// A frame on its way to the disk.
    record Waiting(CaptureTap link, CapturedFrame frame) {}

    private final CaptureFiles files;
    private final List<CaptureTap> links;
    private final Clock clock;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final List<Waiting> buffered = new ArrayList<>();
    private @Nullable FileChannel file;
    private long written;
    private int declared;

    CaptureOutput(CaptureFiles files, List<CaptureTap> links, Clock clock) {
        this.files = files;
        this.links = links;
        this.clock = clock;
    }

    void begin() throws IOException {
        file = files.next();
        written = 0;
        declared = 0;
        put(PcapngWriter.section());
        declare(links.size());
        flush();
    }

    boolean isFull() {
        return files.isFull(written);
    }

    void write(Waiting next) throws IOException {
        buffered.add(next);
        // A link that joined late is declared when it first has something to say.
        declare(next.link().number() + 1);
        put(PcapngWriter.frame(next.link().number(), next.frame()));
        if (buffer.size() >= BUFFER) {
            flush();
        }
    }

    void flush() throws IOException {
        if (file != null && buffer.size() > 0) {
            ByteBuffer all = ByteBuffer.wrap(buffer.toByteArray());
            while (all.hasRemaining()) {
                file.write(all);
            }
        }
        buffer.reset();
        buffered.clear();
    }

    /// Ends the file with what was lost, link by link.
    void end() throws IOException {
        for (CaptureTap link : links.subList(0, declared)) {
            put(link.statistics(clock.instant()));
        }
        flush();
        close();
    }

    /// The disk failed: what it has not taken is lost.
    void forget() {
        for (Waiting waiting : buffered) {
            waiting.link().unwritten(waiting.frame());
        }
        buffered.clear();
        buffer.reset();
        close();
    }

    @Override
    public void close() {
        FileChannel open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("capture.close file={} cause={}", files.current(), e.toString());
            }
        }
    }

    private void declare(int count) {
        while (declared < count) {
            put(links.get(declared).declaration());
            declared++;
        }
    }

    private void put(Bytes block) {
        buffer.writeBytes(block.toByteArray());
        written += block.length();
    }
}
