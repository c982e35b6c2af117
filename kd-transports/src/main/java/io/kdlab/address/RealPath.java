package io.kdlab.address;

import java.io.IOException;
import java.nio.file.Path;

/// The one name of a file that may not be there yet: links are followed as far as files exist.
final class RealPath {
    private RealPath() {}

    static Path of(String path) {
        Path absolute = Path.of(path).toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException _) {
            Path parent = absolute.getParent();
            Path name = absolute.getFileName();
            return parent == null || name == null
                    ? absolute
                    : of(parent.toString()).resolve(name);
        }
    }
}
