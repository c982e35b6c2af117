package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an image says of its version, written by `llvm-rc` and linked by lld.
@Feature("M06")
class VersionResourceTest {
    private static final Address BASE = new Address(0xfffff80012340000L);

    @TempDir
    static Path directory;

    private static BuiltImage built;

    @BeforeAll
    static void build() throws IOException {
        Path script = Files.writeString(directory.resolve("version.rc"), """
                1 VERSIONINFO
                FILEVERSION 10,1,22621,77
                PRODUCTVERSION 3,2,1,0
                FILEFLAGSMASK 0x3f
                FILEFLAGS 0x1
                FILEOS 0x40004
                FILETYPE 0x3
                FILESUBTYPE 0x7
                BEGIN
                  BLOCK "StringFileInfo"
                  BEGIN
                    BLOCK "040904b0"
                    BEGIN
                      VALUE "CompanyName", "The kdlab authors"
                      VALUE "FileDescription", "A driver"
                      VALUE "OriginalFilename", "shapes.sys"
                    END
                  END
                  BLOCK "VarFileInfo"
                  BEGIN
                    VALUE "Translation", 0x409, 1200, 0x407, 1252
                  END
                END
                """, StandardCharsets.US_ASCII);
        Path resource = directory.resolve("version.res");
        BuiltImage.run(List.of("llvm-rc", "/FO", resource.toString(), script.toString()));
        built = BuiltImage.build(
                directory, "shapes", List.of(BuiltImage.source(VersionResourceTest.class, "shapes.c")), resource);
    }

    private static Piece<VersionResource> read(ImageMemory memory) {
        return PeImage.read(memory, BASE).then(VersionResource::read);
    }

    @Test
    void everythingIsReadFromTheImageInMemory() {
        VersionResource version =
                read(new ImageMemory().load(built.image(), BASE)).toOptional().orElseThrow();
        assertThat(version.fileVersion()).isEqualTo("10.1.22621.77");
        assertThat(version.productVersion()).isEqualTo("3.2.1.0");
        assertThat(version.flags()).isEqualTo(1);
        assertThat(version.flagsMask()).isEqualTo(0x3f);
        assertThat(version.system()).isEqualTo(0x40004);
        assertThat(version.type()).isEqualTo(3);
        assertThat(version.subtype()).isEqualTo(7);
        assertThat(version.translations()).containsExactly("0409.04b0", "0407.04e4");
        assertThat(version.texts().entrySet())
                .extracting(Object::toString)
                .containsExactly(
                        "CompanyName=The kdlab authors", "FileDescription=A driver", "OriginalFilename=shapes.sys");
    }

    @Test
    void aDiscardedResourceSectionIsAHole() {
        ImageMemory memory = new ImageMemory().load(built.image(), BASE);
        PeImage image = PeImage.read(memory, BASE).toOptional().orElseThrow();
        memory.unmap(BASE.plus(Integer.toUnsignedLong(image.directory(2).rva())));
        assertThat(read(memory)).isInstanceOf(Piece.Hole.class);
    }

    @Test
    void anImageWithoutResourcesSaysSo() throws IOException {
        Path bare = Files.createDirectories(directory.resolve("bare"));
        BuiltImage plain = BuiltImage.build(
                bare, "plain", List.of(BuiltImage.source(VersionResourceTest.class, "shapes.c")), "-O1");
        assertThat(read(new ImageMemory().load(plain.image(), BASE)).trouble()).contains("no resources");
    }

    @Test
    void damagedResourcesDoNoHarm() throws IOException {
        long seed = 20261125;
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(built.image());
        int resources = new String(whole, StandardCharsets.ISO_8859_1).indexOf("V\0S\0_\0V\0E\0R\0") - 0x80;
        assertThat(resources).isPositive();
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int hit = 0; hit < 1 + random.nextInt(8); hit++) {
                damaged[resources + random.nextInt(0x200)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            Path path = Files.write(directory.resolve("damaged.sys"), damaged);
            Piece<VersionResource> found = read(new ImageMemory().load(path, BASE));
            assertThat(found.trouble()).as("seed %d round %d", seed, round).doesNotContain("\n");
        }
    }
}
