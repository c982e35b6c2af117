package io.kdlab.symbol.store;

import io.kdlab.arch.BuiltImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A cabinet made by Debian's `gcab`, which nobody here wrote.
final class PackedFile {
    private PackedFile() {}

    /// Packs `content` under `name` into a new cabinet.
    ///
    /// @param compressed by MSZIP, or stored as it is
    static Path pack(Path directory, String name, byte[] content, boolean compressed) throws IOException {
        Path plain = Files.write(directory.resolve(name), content);
        Path cabinet = directory.resolve(name + (compressed ? ".zip.cab" : ".cab"));
        Files.deleteIfExists(cabinet);
        List<String> command = new ArrayList<>(List.of("gcab", "-c", "-n"));
        if (compressed) {
            command.add("-z");
        }
        command.addAll(List.of(cabinet.toString(), plain.toString()));
        BuiltImage.run(command);
        return cabinet;
    }
}
