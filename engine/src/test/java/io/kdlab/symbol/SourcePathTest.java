package io.kdlab.symbol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Source files are found by the end of their path, and read only when they are those that were compiled.
@Feature("M06")
class SourcePathTest {
    private static final String TEXT = "first\nsecond\r\nthird";

    @TempDir
    Path directory;

    private static Bytes checksum(SourceFile.Checksum kind, String text) {
        try {
            return Bytes.of(MessageDigest.getInstance(kind.algorithm()).digest(text.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static SourceFile file(String path) {
        return new SourceFile(path, SourceFile.Checksum.MD5, checksum(SourceFile.Checksum.MD5, TEXT));
    }

    private Path put(String place, String text) throws IOException {
        Path path = directory.resolve(place);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @ParameterizedTest
    @EnumSource(value = SourceFile.Checksum.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void theFileThatWasCompiledIsRead(SourceFile.Checksum kind) throws IOException {
        Path path = put("a.c", TEXT);
        SourceFile file = new SourceFile(path.toString(), kind, checksum(kind, TEXT));
        assertThat(SourcePath.EMPTY.read(file)).containsExactly("first", "second", "third");
    }

    @ParameterizedTest
    @ValueSource(strings = {"d:\\build\\src\\drivers\\a.c", "/home/builder/src/drivers/a.c", "drivers\\a.c"})
    void aDirectoryOfThePathHoldsAnyEndOfTheFilesPath(String compiled) throws IOException {
        put("here/drivers/a.c", TEXT);
        SourcePath path = new SourcePath("/nonexistent; " + directory.resolve("here"));
        assertThat(path.read(file(compiled))).hasSize(3);
    }

    @Test
    void anotherFileOfTheNameIsNotRead() throws IOException {
        put("here/a.c", "something else");
        SourcePath path = new SourcePath(directory.resolve("here").toString());
        assertThatThrownBy(() -> path.read(file("d:\\src\\a.c")))
                .isInstanceOf(SymbolFileException.class)
                .hasMessageContaining("is not the file that was compiled")
                .hasMessageNotContaining("something else");
        // A later directory has the right one.
        put("there/a.c", TEXT);
        assertThat(new SourcePath(directory.resolve("here") + ";" + directory.resolve("there")).read(file("a.c")))
                .hasSize(3);
    }

    @Test
    void aFileWithoutAChecksumIsNotRead() throws IOException {
        Path path = put("secret", TEXT);
        assertThatThrownBy(() ->
                        SourcePath.EMPTY.read(new SourceFile(path.toString(), SourceFile.Checksum.NONE, Bytes.EMPTY)))
                .isInstanceOf(SymbolFileException.class)
                .hasMessageContaining("no checksum");
    }

    @Test
    void whatIsNowhereIsToldWithTheWayToMendIt() {
        assertThatThrownBy(() -> new SourcePath("/nonexistent").read(file("d:\\src\\a.c")))
                .isInstanceOf(SymbolFileException.class)
                .hasMessageContaining(".srcpath");
        assertThatThrownBy(() -> SourcePath.EMPTY.read(file("a\0b"))).isInstanceOf(SymbolFileException.class);
    }
}
