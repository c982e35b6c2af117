package io.kdlab.capture;

import java.io.IOException;

/// A file that was to be read is no recording, or a broken one. The message says what is wrong and where.
public final class CaptureFormatException extends IOException {
    private static final long serialVersionUID = 1;

    CaptureFormatException(String message) {
        super(message);
    }
}
