package io.kdlab.transport.serial;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;

/// Which programs of this machine have a port open, as far as this user may see: all of them for root, else
/// his own.
final class PortUsers {
    private static final Path PROC = Path.of("/proc");

    private PortUsers() {}

    /// `minicom (pid 4711)`; empty when none is seen. This program is not counted.
    static Optional<String> of(Path device) {
        StringJoiner users = new StringJoiner(", ");
        users.setEmptyValue("");
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            Path real = device.toRealPath();
            for (Path process : processes) {
                long pid = Long.parseLong(String.valueOf(process.getFileName()));
                if (pid != ProcessHandle.current().pid() && hasOpen(process, real)) {
                    users.add("%s (pid %d)".formatted(name(process), pid));
                }
            }
        } catch (IOException _) {
            // Nothing is seen.
        }
        return Optional.of(users.toString()).filter(text -> !text.isEmpty());
    }

    private static boolean hasOpen(Path process, Path device) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (isLinkTo(file, device)) {
                    return true;
                }
            }
        } catch (IOException _) {
            // Another user's, or it has just ended.
        }
        return false;
    }

    private static boolean isLinkTo(Path file, Path device) {
        try {
            return Files.readSymbolicLink(file).equals(device);
        } catch (IOException _) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException _) {
            return "a program";
        }
    }
}
