package io.kdlab.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends LabStoreContract {
    @TempDir
    private Path directory;

    @Override
    LabStore open() {
        return LabStore.sqlite(directory.resolve("state/lab.db"));
    }

    @Override
    void clear() {
        // The directory is new for every test.
    }

    @Test
    void aCommitIsSynchronisedAndOnlyTheOwnerReadsTheFile() throws IOException {
        try (var store = open()) {
            assertThat(pragma(store, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(store, "synchronous")).isEqualTo("2");
            assertThat(pragma(store, "foreign_keys")).isEqualTo("1");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state/lab.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatIsNoStoreIsRefusedInOneLine() throws IOException {
        var file = Files.writeString(directory.resolve("notes.txt"), "not a database, ".repeat(500));
        assertThatThrownBy(() -> LabStore.sqlite(file))
                .isInstanceOf(LabException.BadValue.class)
                .hasMessageContaining("notes.txt")
                .hasMessageNotContaining("\n");
    }

    private static String pragma(LabStore store, String name) {
        return store.jdbi()
                .withHandle(handle ->
                        handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
