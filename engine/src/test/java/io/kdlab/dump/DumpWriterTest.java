package io.kdlab.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.arch.X64Paging;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Dumps of a memory made up here: written, cut, gone on with, opened, damaged.
@Feature(value = "G04", on = On.SIM)
final class DumpWriterTest {
    private static final long SEED = 7;
    private static final int PAGES = 200;
    private static final long CR3 = 0x5000;
    /// Where the made-up tables map page 0x10 (4 KiB), the 2 MiB at 0 and the 1 GiB at 0.
    private static final long SMALL = 0xFFFF_8000_0000_3000L;

    private static final long LARGE = 0xFFFF_8000_0020_0000L;
    private static final long HUGE = 0xFFFF_8000_4000_0000L;

    @TempDir
    private Path folder;

    private final byte[] memory = memory();

    private static byte[] memory() {
        byte[] memory = new byte[PAGES * PageRun.PAGE];
        new Random(SEED).nextBytes(memory);
        entry(memory, CR3 + 8 * 256, 0x6000 | 3);
        entry(memory, 0x6000, 0x7000 | 3);
        entry(memory, 0x6008, 0x83);
        entry(memory, 0x7000, 0x8000 | 3);
        entry(memory, 0x7008, 0x83);
        entry(memory, 0x8018, 0x10_000 | 0x13);
        entry(memory, 0x8020, 0);
        return memory;
    }

    private static void entry(byte[] memory, long at, long value) {
        for (int n = 0; n < 8; n++) {
            memory[(int) at + n] = (byte) (value >>> 8 * n);
        }
    }

    private Bytes physical(long at, int length) {
        return at < 0 || at >= memory.length
                ? Bytes.EMPTY
                : Bytes.of(memory, (int) at, (int) Math.min(length, memory.length - at));
    }

    private static DumpContents contents(DumpKind kind) {
        List<PageRun> runs = List.of(new PageRun(2, 30), new PageRun(40, 100));
        BitSet held = new BitSet();
        if (kind != DumpKind.FULL) {
            held.set(2, 20);
            held.set(64);
            held.set(127, 129);
        }
        DumpHeader header = new DumpHeader(
                kind,
                0x0F,
                7601,
                0,
                DumpHeader.X64,
                2,
                CR3,
                0xFFFF_FA80_0000_0000L,
                0xFFFF_F800_0220_6B10L,
                0xFFFF_F800_0220_7000L,
                0xFFFF_F800_0220_8000L,
                0x0A,
                List.of(1L, 2L, 0L, -1L),
                runs,
                Bytes.zeros(1232).with(0xF8, Bytes.ofHex("0011223344556677")),
                new DumpRecord(0xC0000005, 1, 0xFFFF_F800_0220_1000L, List.of(0L, 16L)),
                77,
                133_000_000_000_000_000L,
                555,
                "made up");
        return new DumpContents(header, held, Map.of(0x4FF8L, Bytes.ofHex("A1A2A3A4A5A6A7A8")));
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "BITMAP_KERNEL"})
    void whatIsWrittenIsRead(DumpKind kind) throws IOException {
        DumpContents contents = contents(kind);
        Path file = folder.resolve("memory.dmp");
        var written = new DumpWriter(file, contents).write(this::physical, (pages, all) -> {}, false);
        assertThat(written).isEqualTo(new DumpWriter.Written(contents.pageCount(), 0, 0));
        try (DumpFile dump = DumpFile.open(file)) {
            assertThat(dump.header().encoded()).isEqualTo(contents.header().encoded());
            assertThat(dump.header().runs()).isEqualTo(contents.header().runs());
            assertThat(dump.header().exception()).isEqualTo(contents.header().exception());
            assertThat(dump.pageCount()).isEqualTo(contents.pageCount());
            assertThat(dump.readPhysical(0x2000, 0x2000)).isEqualTo(physical(0x2000, 0x2000));
            assertThat(dump.readPhysical(0x4FF8, 8)).as("patched").isEqualTo(Bytes.ofHex("A1A2A3A4A5A6A7A8"));
            assertThat(dump.readPhysical(0x1FFF, 2)).as("before the first page").isEqualTo(Bytes.EMPTY);
            assertThat(dump.readPhysical(64 * 4096 + 4000, 96)).isEqualTo(physical(64 * 4096 + 4000, 96));
            long end = kind == DumpKind.FULL ? 32 : 20;
            assertThat(dump.readPhysical(end * 4096 - 10, 100))
                    .as("up to a hole")
                    .isEqualTo(physical(end * 4096 - 10, 10));
        }
    }

    @Test
    void virtualMemoryIsReadThroughPagesOfEachSize() throws IOException {
        Path file = folder.resolve("memory.dmp");
        new DumpWriter(file, contents(DumpKind.FULL)).write(this::physical, (pages, all) -> {}, false);
        try (DumpFile dump = DumpFile.open(file)) {
            assertThat(dump.readVirtual(SMALL + 16, 64)).isEqualTo(physical(0x10_010, 64));
            assertThat(dump.readVirtual(LARGE + 0x3000, 64)).isEqualTo(physical(0x3000, 64));
            assertThat(dump.readVirtual(HUGE + 0x3000, 64)).isEqualTo(physical(0x3000, 64));
            assertThat(dump.readVirtual(SMALL + 0x1000, 8)).as("not present").isEqualTo(Bytes.EMPTY);
            assertThat(dump.readVirtual(SMALL + 4090, 64)).as("up to its end").isEqualTo(physical(0x10_FFA, 6));
            assertThat(dump.readVirtual(0x8000_0000_0000L, 8)).as("no address").isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void everyMappedPageIsVisitedAndDevicesAreMarked() {
        var seen = new java.util.ArrayList<X64Paging.Page>();
        X64Paging.visit(CR3, 256, 257, this::physical, page -> page.size() == 0 || seen.add(page));
        assertThat(seen)
                .contains(
                        new X64Paging.Page(SMALL, 0x10_000, 4096, true),
                        new X64Paging.Page(LARGE, 0, 2 << 20, false),
                        new X64Paging.Page(HUGE, 0, 1 << 30, false))
                .allSatisfy(page -> assertThat(X64Paging.physical(CR3, page.virtual() + 5, this::physical))
                        .isEqualTo(OptionalLong.of(page.physical() + 5)));
    }

    @Test
    void aWritingThatWasCutGoesOnWhereItEnded() throws IOException {
        Path whole = folder.resolve("whole.dmp");
        new DumpWriter(whole, contents(DumpKind.FULL)).write(this::physical, (pages, all) -> {}, false);
        Path file = folder.resolve("memory.dmp");
        DumpWriter writer = new DumpWriter(file, contents(DumpKind.FULL));
        assertThatThrownBy(() -> writer.write(this::physical, DumpWriterTest::cutAtFifty, false))
                .hasMessage("cut");
        assertThat(file).doesNotExist();
        long had = (Files.size(writer.part()) - DumpHeader.SIZE) / PageRun.PAGE;
        assertThat(had).isBetween(50L, 129L);
        var written = writer.write(this::physical, (pages, all) -> {}, false);
        assertThat(written.resumed()).isEqualTo(had);
        assertThat(file).hasSameBinaryContentAs(whole);
        assertThat(writer.part()).doesNotExist();
        assertThatThrownBy(() -> writer.write(this::physical, (pages, all) -> {}, false))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(writer.write(this::physical, (pages, all) -> {}, true).resumed())
                .isZero();
    }

    @Test
    void whatAnotherStopHadLeftIsNotGoneOnWith() throws IOException {
        Path file = folder.resolve("memory.dmp");
        assertThatThrownBy(() -> new DumpWriter(file, contents(DumpKind.FULL))
                        .write(this::physical, DumpWriterTest::cutAtFifty, false))
                .hasMessage("cut");
        var written =
                new DumpWriter(file, contents(DumpKind.BITMAP_KERNEL)).write(this::physical, (pages, all) -> {}, false);
        assertThat(written.resumed()).isZero();
        try (DumpFile dump = DumpFile.open(file)) {
            assertThat(dump.readPhysical(127 * 4096, 8192)).isEqualTo(physical(127 * 4096, 8192));
        }
    }

    private static void cutAtFifty(long pages, long all) {
        if (pages >= 50) {
            throw new IllegalStateException("cut");
        }
    }

    @Test
    void pagesThatTheTargetWouldNotGiveAreZerosAndCounted() throws IOException {
        Path file = folder.resolve("memory.dmp");
        DumpWriter.Source holes = (at, length) -> {
            int most = (int) Math.min(length, Math.max(0, 45 * 4096 - at));
            return at / 4096 == 45 ? Bytes.EMPTY : physical(at, at < 45 * 4096 ? most : length);
        };
        var written = new DumpWriter(file, contents(DumpKind.FULL)).write(holes, (pages, all) -> {}, false);
        assertThat(written.unreadable()).isEqualTo(1);
        try (DumpFile dump = DumpFile.open(file)) {
            assertThat(dump.readPhysical(44 * 4096, 3 * 4096))
                    .isEqualTo(
                            physical(44 * 4096, 4096).concat(Bytes.zeros(4096)).concat(physical(46 * 4096, 4096)));
        }
    }

    /// The layout of `SUMMARY_DUMP64`; no dump of this kind was there to compare with.
    @Test
    void aSummaryDumpKeepsItsBitmapElsewhere() throws IOException {
        Path file = folder.resolve("memory.dmp");
        Bytes header = contents(DumpKind.KERNEL).header().encoded();
        Bytes summary = Bytes.zeros(0x1000)
                .with(0, Bytes.ofLatin1("SDMPDUMP"))
                .with(0x0C, Bytes.ofHex("00300000"))
                .with(0x10, Bytes.ofHex("10000000 02000000"))
                .with(0x28, Bytes.ofHex("0402"));
        Files.write(
                file,
                header.concat(summary)
                        .concat(physical(0x2000, 0x1000))
                        .concat(physical(0x9000, 0x1000))
                        .toByteArray());
        try (DumpFile dump = DumpFile.open(file)) {
            assertThat(dump.pageCount()).isEqualTo(2);
            assertThat(dump.readPhysical(0x2000, 0x1000)).isEqualTo(physical(0x2000, 0x1000));
            assertThat(dump.readPhysical(0x9000, 0x1000)).isEqualTo(physical(0x9000, 0x1000));
        }
    }

    @Test
    void whatIsNoDumpIsNamed() throws IOException {
        Path file = folder.resolve("memory.dmp");
        new DumpWriter(file, contents(DumpKind.FULL)).write(this::physical, (pages, all) -> {}, false);
        byte[] whole = Files.readAllBytes(file);
        assertRefused(Arrays.copyOf(whole, 7), "does not begin with PAGEDU64");
        assertRefused(Arrays.copyOf(whole, 100), "ends within its header, after 100 of 8192 bytes");
        assertRefused(Arrays.copyOf(whole, 20_000), "is cut short: pages 2 to 1f are named");
        assertRefused(with(whole, 0xF98, 4), "of type 4, which has no pages to read (a minidump is 4)");
        assertRefused(with(whole, 0x31, 1), "of a machine 0164; only x64 (8664) dumps are read");
        assertRefused(with(whole, 0x88, 60), "names 60 runs of memory at 0x88, more than the 43");
        assertRefused(with(whole, 0xF98, 6), "no bitmap of pages");
    }

    private void assertRefused(byte[] bytes, String why) throws IOException {
        Path file = Files.write(folder.resolve("bad.dmp"), bytes);
        assertThatThrownBy(() -> DumpFile.open(file))
                .isInstanceOf(DumpException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /// A file from anywhere: it is refused or read, and nothing else happens.
    @ParameterizedTest
    @EnumSource(names = {"FULL", "BITMAP_KERNEL"})
    void damagedFilesAreRefusedOrRead(DumpKind kind) throws IOException {
        Path file = folder.resolve("memory.dmp");
        new DumpWriter(file, contents(kind)).write(this::physical, (pages, all) -> {}, false);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(SEED);
        int opened = 0;
        for (int round = 0; round < 500; round++) {
            byte[] bad = Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = 0; flips < 8 && bad.length > 0; flips++) {
                int most = Math.min(bad.length, flips % 2 == 0 ? 0x100 : 0x2100);
                bad[random.nextInt(most)] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
            }
            Files.write(file, bad);
            try (DumpFile dump = DumpFile.open(file)) {
                opened++;
                dump.readPhysical(random.nextLong(), 100);
                dump.readPhysical(random.nextInt(PAGES * 4096), 9000);
                dump.readVirtual(SMALL, 4096);
            } catch (DumpException refused) {
                assertThat(refused).as("seed %d, round %d", SEED, round).hasMessageStartingWith(file + ": ");
            }
        }
        assertThat(opened).as("of 500, seed %d", SEED).isPositive();
    }
}
