package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Headers in memory against what `llvm-readobj` reads from the file, and against memory that is full of holes or lies.
@Feature("M06")
class PeImageTest {
    private static final Address BASE = Address.parse("fffff800`12340000");

    private static final int CHECKSUM = 0x7654321;

    @TempDir
    static Path directory;

    private static BuiltImage built;

    @BeforeAll
    static void buildWithClang() throws IOException {
        built = BuiltImage.build(directory, "shapes", List.of(BuiltImage.source(PeImageTest.class, "shapes.c")), "-O1");
        // This linker leaves the checksum at 0 and readobj does not print it.
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(built.image())).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(file.getInt(0x3c) + 0x58, CHECKSUM);
        Files.write(built.image(), file.array());
    }

    private static PeImage image(ImageMemory memory) {
        return PeImage.read(memory, BASE).toOptional().orElseThrow();
    }

    @Test
    void headersAreWhatReadobjSays() {
        ImageMemory memory = new ImageMemory().load(built.image(), BASE);
        PeImage image = image(memory);
        assertThat(image.checksum()).isEqualTo(CHECKSUM);
        List<String> said = new ArrayList<>(BuiltImage.lines(
                        "llvm-readobj",
                        "--file-headers",
                        "--sections",
                        built.image().toString())
                .map(String::strip)
                .toList());
        assertThat(said)
                .contains(
                        "Machine: IMAGE_FILE_MACHINE_AMD64 (0x%X)".formatted(image.machine()),
                        "SizeOfImage: " + image.size(),
                        "AddressOfEntryPoint: 0x%X".formatted(image.entryPoint()),
                        "ExceptionTableRVA: 0x%X".formatted(image.exceptions().rva()),
                        "ExceptionTableSize: 0x%X".formatted(image.exceptions().size()),
                        "DebugRVA: 0x%X"
                                .formatted(image.directory(PeImage.DEBUG).rva()),
                        "ExportTableRVA: 0x%X"
                                .formatted(image.directory(PeImage.EXPORT).rva()));
        assertThat(said)
                .anyMatch(line ->
                        line.startsWith("TimeDateStamp: ") && line.endsWith("(0x%X)".formatted(image.timestamp())));
        for (PeImage.Section section : image.sections()) {
            assertThat(said).anyMatch(line -> line.startsWith("Name: " + section.name() + " ("));
            assertThat(said).contains("VirtualAddress: 0x%X".formatted(section.rva()));
            assertThat(said).contains("VirtualSize: 0x%X".formatted(section.virtualSize()));
        }
        assertThat(said.stream().filter(line -> line.startsWith("VirtualAddress:")))
                .hasSameSizeAs(image.sections());
        assertThat(image.directory(15)).isEqualTo(new PeImage.Directory(0, 0));
    }

    @Test
    void headersCostOneRead() {
        ImageMemory memory = new ImageMemory().load(built.image(), BASE);
        PeImage image = image(memory);
        assertThat(memory.reads()).isEqualTo(1);
        assertThat(image.pdb().toOptional()).isPresent();
        assertThat(memory.reads()).isEqualTo(3);
    }

    @Test
    void holesAreValues() {
        ImageMemory memory = new ImageMemory().load(built.image(), BASE);
        PeImage image = image(memory);
        Address debug = BASE.plus(image.directory(PeImage.DEBUG).rva());
        memory.unmap(debug);
        assertThat(image.pdb()).isEqualTo(new Piece.Hole<>(debug));
        assertThat(image.exceptions().size()).isPositive();
        memory.unmap(BASE);
        assertThat(PeImage.read(memory, BASE)).isEqualTo(new Piece.Hole<>(BASE));
    }

    @Test
    void memoryWithoutAnImageIsToldInOneLine() {
        ImageMemory memory = new ImageMemory().write(BASE, Bytes.zeros(0x1000));
        assertThat(PeImage.read(memory, BASE).trouble())
                .contains(BASE.toString())
                .doesNotContain("\n");
        memory.write(BASE, Bytes.ofHex("4d5a"));
        assertThat(PeImage.read(memory, BASE).trouble()).contains("header");
        memory.write(BASE.plus(0x3c), Bytes.ofHex("ffffffff"));
        assertThat(PeImage.read(memory, BASE).trouble()).contains("0xffffffff");
        memory.write(BASE.plus(0x3c), Bytes.ofHex("80000000"));
        assertThat(PeImage.read(memory, BASE).trouble()).contains("signature");
    }

    @Test
    void damagedHeadersNeverHarm() {
        long seed = 20260405;
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            ImageMemory memory = new ImageMemory().load(built.image(), BASE);
            for (int hit = 0; hit < 1 + random.nextInt(30); hit++) {
                int at = random.nextInt(4) == 0 ? 0x2000 + random.nextInt(0x200) : random.nextInt(0x300);
                memory.write(BASE.plus(at), Bytes.of((byte) (random.nextBoolean() ? 0xff : random.nextInt())));
            }
            Piece<PeImage> read = PeImage.read(memory, BASE);
            assertThat(read.trouble()).as("seed " + seed + " round " + round).doesNotContain("\n");
            read.toOptional().ifPresent(image -> {
                image.pdb();
                image.sections();
                ExportTable.read(image).toOptional().ifPresent(table -> table.below(0x1000));
            });
        }
    }
}
