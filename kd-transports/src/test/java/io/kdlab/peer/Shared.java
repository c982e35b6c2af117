package io.kdlab.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder beside the project with the independent target and the big recordings; not part of a clone.
public final class Shared {
    private Shared() {}

    /// The folder, if this machine has it: `KDLAB_SHARED`, or `shared` beside the project.
    public static Optional<Path> folder() {
        Path root =
                Path.of(System.getProperty("kdlab.root", ".")).toAbsolutePath().normalize();
        String named = System.getenv("KDLAB_SHARED");
        return Stream.of(
                        named == null ? root.resolve("../shared") : Path.of(named),
                        root.resolve("../shared"),
                        root.resolve("../../shared"))
                .map(Path::normalize)
                .filter(path -> Files.isRegularFile(path.resolve("kdd/kdd.sh")))
                .findFirst();
    }
}
