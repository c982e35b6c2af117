package io.kdlab.fuzz;

import io.kdlab.capture.CaptureFormatException;
import io.kdlab.capture.CapturedFrame;
import io.kdlab.capture.FrameReader;
import io.kdlab.capture.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes as a recording (pcapng, lines of JSON, either compressed): frames, or one line that says why not.
public final class RecordingFuzz {
    private RecordingFuzz() {}

    /// The file.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        try {
            Recording recording = Recording.read(new ByteArrayInputStream(input));
            for (CapturedFrame frame : recording.frames()) {
                if (FrameReader.packet(frame).isPresent() && frame.bytes().isEmpty()) {
                    throw new AssertionError("a packet without bytes");
                }
            }
        } catch (CaptureFormatException e) {
            if (String.valueOf(e.getMessage()).contains("\n")) {
                throw new AssertionError("more than one line: " + e.getMessage());
            }
        }
    }
}
