package io.kdlab.capture;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What passed on one link once, in order: a capture of ours (pcapng), or lines of JSON as a recorder writes
/// them. The file may be compressed (gzip); what it is, its first bytes say.
///
/// @param link the link's name
/// @param cutShort whether the file ended in the middle of something, as after a power cut
public record Recording(String link, List<CapturedFrame> frames, boolean cutShort) {
    /// How many bytes of packets are read; a longer recording is refused, compressed or not. All of it is kept
    /// in memory, of which `kdlab` has 256 MiB.
    public static final long LARGEST = 64L << 20;
    /// How many frames, for a recording of nothing but acks.
    public static final int MOST_FRAMES = 500_000;

    private static final int LOOK = 4;

    public Recording {
        frames = List.copyOf(frames);
    }

    /// Reads a file.
    ///
    /// @throws CaptureFormatException saying what is wrong and where
    public static Recording read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        } catch (CaptureFormatException e) {
            throw new CaptureFormatException(file + ": " + e.getMessage());
        }
    }

    /// The same from a stream, which is read to its end and stays the caller's to close.
    public static Recording read(InputStream in) throws IOException {
        try {
            return uncompressed(in);
        } catch (EOFException | ZipException _) {
            // What the decompressor says of itself is no help to anybody.
            throw new CaptureFormatException("damaged compressed data");
        }
    }

    private static Recording uncompressed(InputStream in) throws IOException {
        InputStream plain = new BufferedInputStream(in);
        if (begins(plain, 0x1f, 0x8b)) {
            plain = new BufferedInputStream(new GZIPInputStream(plain));
        }
        if (begins(plain, 0x0a, 0x0d, 0x0d, 0x0a)) {
            PcapngReader reader = new PcapngReader(plain);
            return read(reader::next, reader::cutShort);
        }
        if (begins(plain, '{')) {
            RecordedLines reader = new RecordedLines(plain);
            return read(reader::next, reader::cutShort);
        }
        throw new CaptureFormatException("neither pcapng nor lines of JSON");
    }

    private interface Frames {
        Optional<CapturedFrame> next() throws IOException;
    }

    private static Recording read(Frames source, BooleanSupplier cutShort) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        long size = 0;
        try {
            for (Optional<CapturedFrame> next = source.next(); next.isPresent(); next = source.next()) {
                size += next.get().bytes().length();
                if (size > LARGEST || frames.size() == MOST_FRAMES) {
                    throw new CaptureFormatException(
                            "more than %d bytes or %d frames; cut it".formatted(LARGEST, MOST_FRAMES));
                }
                frames.add(next.get());
            }
        } catch (EOFException _) {
            // A compressed file that was cut.
            return of(frames, true);
        }
        return of(frames, cutShort.getAsBoolean());
    }

    private static Recording of(List<CapturedFrame> frames, boolean cutShort) throws CaptureFormatException {
        List<String> links = frames.stream().map(CapturedFrame::link).distinct().toList();
        if (links.size() > 1) {
            throw new CaptureFormatException(
                    "%d links (%s); a recording has one".formatted(links.size(), String.join(", ", links)));
        }
        return new Recording(links.isEmpty() ? "" : links.getFirst(), frames, cutShort);
    }

    private static boolean begins(InputStream in, int... magic) throws IOException {
        in.mark(LOOK);
        byte[] first = in.readNBytes(magic.length);
        in.reset();
        boolean same = first.length == magic.length;
        for (int i = 0; same && i < magic.length; i++) {
            same = (first[i] & 0xff) == magic[i];
        }
        return same;
    }
}
