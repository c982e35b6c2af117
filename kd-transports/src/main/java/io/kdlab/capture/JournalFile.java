package io.kdlab.capture;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal's file: JSON lines, appended, flushed as soon as nothing waits. A full file becomes `NAME.1`, of
/// which there is one.
public final class JournalFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
    private static final long LARGEST = 32L << 20;

    private final Path path;
    private final BlockingQueue<Optional<JournalEntry>> waiting = new LinkedBlockingQueue<>();
    private final List<JournalEntry> past;
    private final Thread writer;

    private JournalFile(Path path, List<JournalEntry> past) {
        this.path = path;
        this.past = past;
        this.writer = Thread.ofPlatform()
                .daemon()
                .name("journal " + path.getFileName())
                .unstarted(this::writeAll);
    }

    /// Opens or creates it. Lines that are not whole are passed over.
    public static JournalFile open(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        List<JournalEntry> past = new ArrayList<>();
        for (Path part : List.of(older(path), path)) {
            if (Files.exists(part)) {
                try (Stream<String> lines = Files.lines(part, StandardCharsets.ISO_8859_1)) {
                    lines.map(JournalLine::read).flatMap(Optional::stream).forEach(past::add);
                }
            }
        }
        int first = Math.max(0, past.size() - Journal.REMEMBERED);
        JournalFile file = new JournalFile(path, List.copyOf(past.subList(first, past.size())));
        file.writer.start();
        return file;
    }

    List<JournalEntry> last(int most) {
        return past.subList(Math.max(0, past.size() - most), past.size());
    }

    void append(JournalEntry entry) {
        waiting.add(Optional.of(entry));
    }

    /// Waits until everything is written.
    @Override
    public void close() {
        waiting.add(Optional.empty());
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            boolean more = true;
            while (more) {
                if (Files.exists(path) && Files.size(path) > LARGEST) {
                    Files.move(path, older(path), StandardCopyOption.REPLACE_EXISTING);
                }
                more = writeFile();
            }
        } catch (IOException e) {
            LOG.error("the journal cannot be written; it goes on in memory only file={} cause={}", path, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until the file is full (true) or the journal is closed (false).
    private boolean writeFile() throws IOException, InterruptedException {
        try (BufferedWriter out = Files.newBufferedWriter(
                path, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long size = Files.size(path);
            if (size > 0) {
                // The last line may have been cut short.
                out.newLine();
            }
            while (size <= LARGEST) {
                Optional<JournalEntry> next = waiting.take();
                if (next.isEmpty()) {
                    return false;
                }
                String line = JournalLine.write(next.get());
                out.write(line);
                out.newLine();
                size += line.length() + 1;
                if (waiting.isEmpty()) {
                    out.flush();
                }
            }
        }
        return true;
    }

    private static Path older(Path path) {
        return path.resolveSibling(path.getFileName() + ".1");
    }
}
