package io.kdlab.symbol.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A directory of symbol files. As a cache it may be used by several processes at once: a file is written under
/// another name and then renamed, by whoever holds the lock of its place.
record DirectoryStore(Path root) implements Store {
    /// A pointer is one line.
    static final int LONGEST_POINTER = 4096;

    /// The file that says where another one is.
    static final String POINTER = "file.ptr";

    /// Locks, and files that are not whole yet.
    private static final String WORK = ".kdlab";

    /// Puts the bytes of a file somewhere.
    interface Filler {
        void fill(Path path) throws IOException;
    }

    /// Something that leads to the file.
    ///
    /// @param packed whether it is a cabinet that holds it
    record Hit(Path path, boolean packed) {}

    /// What the store has for the key.
    Optional<Hit> find(FileKey key) throws IOException {
        boolean tiered = Files.exists(root.resolve("index2.txt"));
        for (List<String> place : key.places(tiered)) {
            Path directory = root;
            for (String name : place) {
                directory = directory.resolve(name);
            }
            if (Files.isDirectory(directory)) {
                Optional<Hit> hit = in(directory, place.get(place.size() - 2), key);
                if (hit.isPresent()) {
                    return hit;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Hit> in(Path directory, String spelled, FileKey key) throws IOException {
        for (String name : List.of(spelled, key.file())) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return Optional.of(new Hit(directory.resolve(name), false));
            }
        }
        String packed = spelled.substring(0, spelled.length() - 1) + "_";
        if (Files.isRegularFile(directory.resolve(packed))) {
            return Optional.of(new Hit(directory.resolve(packed), true));
        }
        Path pointer = directory.resolve(POINTER);
        return Files.isRegularFile(pointer) ? pointed(pointer) : Optional.empty();
    }

    /// What the pointer that lies at `pointer` leads to: the text behind `PATH:`. One that says `MSG:` leads nowhere.
    static String target(Path pointer, String shown) throws IOException {
        if (Files.size(pointer) > LONGEST_POINTER) {
            throw new IOException(shown + " is too long for a pointer");
        }
        String text = new String(Files.readAllBytes(pointer), StandardCharsets.UTF_8)
                .strip()
                .replaceAll("\\p{Cntrl}", "?");
        if (text.regionMatches(true, 0, "MSG:", 0, 4)) {
            throw new IOException(shown + " says: " + text.substring(4).strip());
        }
        return text.regionMatches(true, 0, "PATH:", 0, 5) ? text.substring(5).strip() : text;
    }

    private static Optional<Hit> pointed(Path pointer) throws IOException {
        String target = target(pointer, pointer.toString());
        try {
            Path path = pointer.resolveSibling(target.replace('\\', '/'));
            if (Files.isRegularFile(path)) {
                return Optional.of(new Hit(path, target.endsWith("_")));
            }
        } catch (InvalidPathException e) {
            throw new IOException(pointer + " names no file: " + e.getReason(), e);
        }
        throw new IOException(pointer + " points to " + target + ", which is not there");
    }

    /// Where the file of that key lies, or would lie.
    Path place(FileKey key, String name) {
        Path directory = root;
        if (Files.exists(root.resolve("index2.txt"))) {
            directory =
                    root.resolve(key.file().substring(0, Math.min(2, key.file().length())));
        }
        return directory.resolve(key.file()).resolve(key.key()).resolve(name);
    }

    /// Keeps a file called `name` under the key. Who comes second finds what the first one put there.
    ///
    /// @param check judges the file before it gets its name; one already there that fails it is replaced
    Path put(FileKey key, String name, Wanted.Check check, Filler filler, SearchWatch watch) throws IOException {
        Path path = place(key, name);
        Path work = Files.createDirectories(root.resolve(WORK));
        String parts = name + "-" + key.key() + "-";
        try (PlaceLock _ = PlaceLock.of(work, parts, watch)) {
            if (Files.isRegularFile(path) && passes(path, check)) {
                return path;
            }
            sweep(work, parts);
            Path part = work.resolve(parts + UUID.randomUUID());
            try {
                filler.fill(part);
                check.accept(part);
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.createDirectories(path.getParent());
                Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return path;
    }

    static boolean passes(Path path, Wanted.Check check) {
        try {
            check.accept(path);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Takes away what a process left that died while it wrote. Nobody else writes such now: we hold the lock.
    private static void sweep(Path work, String begin) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(
                work, path -> path.getFileName().toString().startsWith(begin))) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
