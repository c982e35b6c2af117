package io.kdlab.lab.lease;

import io.kdlab.lab.store.LabStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// SQLite's files, copied at the moment of the kill: what the kernel would have kept of a process that is gone.
///
/// The copy holds the log of a transaction that was under way, as after a real kill, and not the shared-memory index,
/// which SQLite makes anew.
final class SqliteDisk implements LeaseWorld.Disk {
    private final Path directory;
    private int generation;

    SqliteDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public LabStore open() {
        return LabStore.sqlite(file(generation, ""));
    }

    @Override
    public void freeze() {
        for (var suffix : new String[] {"", "-wal"}) {
            try {
                if (Files.exists(file(generation, suffix))) {
                    Files.copy(file(generation, suffix), file(generation + 1, suffix));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        generation++;
    }

    private Path file(int number, String suffix) {
        return directory.resolve("lab-%d.db%s".formatted(number, suffix));
    }
}
