package io.kdlab.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The files of a capture: `NAME.pcapng` is being written, `NAME.1.pcapng` is the one before, the oldest is
/// deleted.
///
/// A FIFO (or any other special file) is written as it is and never moved: `wireshark -k -i FIFO` looks on live.
record CaptureFiles(Path current, CaptureLimits limits) {
    /// Says in one line why nothing can be written there, as far as that is known before.
    void check() throws IOException {
        Path folder = current.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.isDirectory(current)) {
            throw new IOException(current + ": a folder; a capture needs the name of a file");
        }
        Path asked = isSpecial() ? current : folder;
        if (asked != null && !Files.isWritable(asked)) {
            throw new IOException(current + ": cannot be written by " + System.getProperty("user.name"));
        }
    }

    /// A new file, readable by its owner only, since it holds a kernel's memory; what has the name steps back.
    FileChannel next() throws IOException {
        if (isSpecial()) {
            return FileChannel.open(current, StandardOpenOption.WRITE);
        }
        if (limits.keep() == 1) {
            Files.deleteIfExists(current);
        }
        for (int older = limits.keep() - 1; older >= 1; older--) {
            Path from = older == 1 ? current : numbered(older - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(older), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return FileChannel.open(
                current,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    boolean isFull(long written) {
        return written >= limits.size() && !isSpecial();
    }

    private boolean isSpecial() {
        return Files.exists(current) && !Files.isRegularFile(current);
    }

    /// The number stands before the extension, so that programs still know what the file is.
    Path numbered(int number) {
        String name = String.valueOf(current.getFileName());
        int dot = name.lastIndexOf('.');
        return current.resolveSibling(
                dot <= 0 ? name + "." + number : name.substring(0, dot) + "." + number + name.substring(dot));
    }
}
