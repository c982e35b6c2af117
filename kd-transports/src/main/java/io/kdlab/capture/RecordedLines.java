package io.kdlab.capture;

import io.kdlab.transport.Direction;
import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Reads recordings of one JSON object a line: `t` seconds since the beginning, `dir` is `host->target` or
/// `target->host`, `hex` the packet as on the wire. Lines without `hex` are remarks of the recorder and passed
/// over.
final class RecordedLines {
    /// Two digits for each byte of the longest packet, and what else a line says about it.
    private static final int LONGEST_LINE = 64 << 10;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int number;
    private boolean cutShort;

    RecordedLines(InputStream in) {
        this.in = in;
    }

    Optional<CapturedFrame> next() throws IOException {
        while (true) {
            Optional<String> next = line();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Optional<CapturedFrame> frame = frame(next.get());
            if (frame.isPresent()) {
                return frame;
            }
        }
    }

    boolean cutShort() {
        return cutShort;
    }

    private Optional<CapturedFrame> frame(String text) throws CaptureFormatException {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            Map<String, String> fields = FlatJson.read(text);
            String hex = fields.get("hex");
            if (hex == null) {
                return Optional.empty();
            }
            double seconds = Double.parseDouble(fields.getOrDefault("t", "0"));
            Instant time = Instant.EPOCH.plusNanos((long) (seconds * 1e9));
            return Optional.of(CapturedFrame.of(time, "recording", direction(fields), Bytes.ofHex(hex)));
        } catch (IllegalArgumentException e) {
            if (cutShort) {
                return Optional.empty();
            }
            throw new CaptureFormatException("line " + number + ": " + e.getMessage());
        }
    }

    private static Direction direction(Map<String, String> fields) {
        return switch (fields.getOrDefault("dir", "")) {
            case "target->host" -> Direction.FROM_TARGET;
            case "host->target" -> Direction.TO_TARGET;
            default ->
                throw new IllegalArgumentException(
                        "a packet needs \"dir\", which is \"target->host\" or \"host->target\"");
        };
    }

    /// A line without its end; the last one may have none and be cut short.
    private Optional<String> line() throws IOException {
        number++;
        line.reset();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.size() == LONGEST_LINE) {
                throw new CaptureFormatException("line " + number + ": longer than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
            next = in.read();
        }
        cutShort = cutShort || next < 0 && line.size() > 0;
        return next < 0 && line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
