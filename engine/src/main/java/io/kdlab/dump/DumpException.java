package io.kdlab.dump;

import java.io.IOException;

/// A file is no dump that can be read here; the message is one line that names the file, the reason and the place.
public final class DumpException extends IOException {
    private static final long serialVersionUID = 1;

    DumpException(String message) {
        super(message);
    }
}
