package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.sim.SimFiles;
import io.kdlab.sim.SimStepper;
import io.kdlab.target.Memory;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of images against the memory of a machine that has loaded and relocated them and has run for a while.
class ImageFilesTest {
    private static final int BOOT = 20_000;

    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();
    private final SimStepper sim = SimStepper.boot(seed);
    private final AtomicInteger asked = new AtomicInteger();
    private Memory memory = this::read;

    @BeforeEach
    void run() throws IOException {
        SimFiles.copyTo(folder);
        for (int step = 0; step < BOOT; step++) {
            sim.step();
        }
    }

    private MemorySpan read(Address start, int length) {
        asked.incrementAndGet();
        Bytes bytes = sim.read(start, length);
        return bytes.length() == length ? new MemorySpan.Known(bytes) : new MemorySpan.Unreadable(start);
    }

    private ImageFiles files() {
        Symbols symbols = new Symbols(memory, SymbolPath.of(folder));
        symbols.modules(ModuleList.EMPTY
                .with(module("nt", 0, "\\SystemRoot\\system32\\simkernel.exe"))
                .with(module("simdrv", 1, "\\SystemRoot\\system32\\drivers\\simdrv.sys")));
        return new ImageFiles(symbols, memory);
    }

    private Module module(String name, int index, String path) {
        SimStepper.Image image = sim.images().get(index);
        return new Module(name, image.base(), image.size(), 0, 0, path);
    }

    private Address base() {
        return sim.images().getFirst().base();
    }

    @Test
    void whatIsTakenFromDiskIsWhatIsInMemory() {
        ImageFiles files = files();
        for (SimStepper.Image image : sim.images().subList(0, 2)) {
            int known = 0;
            for (int rva = 0; rva < image.size(); ) {
                Address at = image.base().plus(rva);
                Bytes found = files.known(at, 0x1000);
                assertThat(found)
                        .as("seed %d, %s", seed, at)
                        .isEqualTo(found.isEmpty() ? Bytes.EMPTY : sim.read(at, found.length()));
                known += found.length();
                int gap = found.isEmpty() ? files.unknown(at, 0x1000) : 0;
                for (int i = 0; i < gap; i += 3) {
                    assertThat(files.known(at.plus(i), 1)).as("inside of a gap").isEqualTo(Bytes.EMPTY);
                }
                rva += found.length() + gap;
            }
            assertThat(known).as("bytes of the image at %s", image.base()).isGreaterThan(0x400);
        }
        assertThat(asked)
                .as("reads of the target, one for each image's identity")
                .hasValue(2);
    }

    @Test
    void headersUnwindDataAndExportsAreTakenButCodeAndVariablesAreNot() {
        ImageFiles files = files();
        PeImage image = PeImage.read(memory, base()).toOptional().orElseThrow();
        for (int table : new int[] {PeImage.EXPORT, PeImage.EXCEPTION, PeImage.DEBUG}) {
            PeImage.Directory where = image.directory(table);
            assertThat(files.known(base().plus(where.rva()), where.size()).length())
                    .as("table %d", table)
                    .isEqualTo(where.size());
        }
        for (PeImage.Section section : image.sections()) {
            boolean still = section.name().equals(".rdata") || section.name().equals(".pdata");
            assertThat(files.known(base().plus(section.rva()), 16).isEmpty())
                    .as(section.name())
                    .isEqualTo(!still);
        }
        assertThat(files.known(base(), 0x100).length()).isBetween(0x40, 0xff);
    }

    @Test
    void fileOfAnotherBuildIsNotUsed() throws IOException {
        PeImage image = PeImage.read(memory, base()).toOptional().orElseThrow();
        PeImage.Directory record = image.codeView().toOptional().orElseThrow();
        PeImage.Section section = image.sections().get(1);
        Path file = folder.resolve("simkernel.exe");
        byte[] bytes = Files.readAllBytes(file);
        bytes[section.fileOffset() + record.rva() - section.rva() + 7] ^= 1;
        Files.write(file, bytes);
        assertThat(files().known(base(), 16)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void fileThatIsNoImageIsNotUsed() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("simkernel.exe"));
        for (int length : new int[] {0, 1, 0x40, 0x200, 0x3f00}) {
            Files.write(folder.resolve("simkernel.exe"), java.util.Arrays.copyOf(bytes, length));
            Bytes known = files().known(base(), 16);
            assertThat(known).as("%d bytes", length).isIn(Bytes.EMPTY, sim.read(base(), 16));
        }
    }
}
