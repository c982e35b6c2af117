package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.store.FileKey;
import io.kdlab.target.Cancelled;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names for addresses and back, over an image that lies in memory as a loader puts it there.
@Feature("M06")
@Feature("2.6")
class SymbolsTest {
    private static final Address BASE = Address.parse("fffff800`12340000");
    private static final Address OTHER = Address.parse("fffff800`55550000");

    @TempDir
    static Path directory;

    private static BuiltImage built;
    private static PdbDump dump;

    private final ImageMemory memory = new ImageMemory().load(built.image(), BASE);

    @BeforeAll
    static void buildWithClang() {
        built = BuiltImage.build(directory, "shapes", List.of(BuiltImage.source(SymbolsTest.class, "shapes.c")), "-O1");
        dump = PdbDump.of(built.pdb());
    }

    private Symbols symbols(SymbolPath path) {
        Symbols symbols = new Symbols(memory, path);
        symbols.modules(ModuleList.EMPTY
                .loaded("\\SystemRoot\\system32\\ntoskrnl.exe", BASE, 0x10000, 1, BASE)
                .loaded("\\??\\C:\\drivers\\my-drv.sys", OTHER, 0x4000, 2, BASE));
        return symbols;
    }

    private static Address at(String name) {
        return dump.procedures().stream()
                .filter(place -> place.name().equals(name))
                .map(place -> BASE.plus(dump.rva(place)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void addressesAreToldByTheNearestSymbolBelow() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        assertThat(symbols.at(at("BigFrame")).orElseThrow()).hasToString("nt!BigFrame");
        assertThat(symbols.at(at("BigFrame").plus(0x12)).orElseThrow()).hasToString("nt!BigFrame+0x12");
        assertThat(symbols.at(BASE.plus(0x10)).orElseThrow()).hasToString("nt+0x10");
        assertThat(symbols.at(OTHER.plus(0x20)).orElseThrow()).hasToString("my_drv+0x20");
        assertThat(symbols.at(BASE.plus(-1))).isEmpty();
        assertThat(symbols.at(BASE.plus(0x10000))).isEmpty();
    }

    @Test
    void namesAreFoundWithAndWithoutTheirModule() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        assertThat(symbols.address("nt!BigFrame")).contains(at("BigFrame"));
        assertThat(symbols.address("NT!bigframe")).contains(at("BigFrame"));
        assertThat(symbols.address("ntoskrnl!BigFrame")).contains(at("BigFrame"));
        assertThat(symbols.address("BigFrame")).contains(at("BigFrame"));
        assertThat(symbols.address("nt")).contains(BASE);
        assertThat(symbols.address("my_drv")).contains(OTHER);
        assertThat(symbols.address("my_drv!BigFrame")).isEmpty();
        assertThat(symbols.address("nowhere!BigFrame")).isEmpty();
        assertThat(symbols.address("NoSuchName")).isEmpty();
    }

    @Test
    void patternsFindNamesOfAllModules() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        assertThat(symbols.matching("nt!*Frame", 10))
                .extracting(Symbols.Match::toString)
                .containsExactly("nt!BigFrame", "nt!DynamicFrame");
        assertThat(symbols.matching("*!BigFr?me", 10))
                .extracting(Symbols.Match::address)
                .containsExactly(at("BigFrame"));
        assertThat(symbols.matching("my*!*", 10)).isEmpty();
    }

    @Test
    void aModuleIsDeferredUntilSomebodyAsks() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        Module kernel = symbols.modules().kernel().orElseThrow();
        int reads = memory.reads();
        assertThat(symbols.known(kernel).status()).hasToString("(deferred)");
        assertThat(memory.reads()).isEqualTo(reads);
        assertThat(symbols.of(kernel).status()).hasToString("(private pdb symbols)");
        assertThat(symbols.of(kernel).file()).isEqualTo(built.pdb().toString());
        assertThat(symbols.known(kernel).trouble()).isEmpty();
        symbols.reload();
        assertThat(symbols.known(kernel).status()).isEqualTo(SymbolStatus.DEFERRED);
    }

    @Test
    void withoutAPdbTheExportsAreUsed() {
        Symbols symbols = symbols(SymbolPath.EMPTY);
        Module kernel = symbols.modules().kernel().orElseThrow();
        assertThat(symbols.of(kernel).status()).hasToString("(export symbols)");
        assertThat(symbols.of(kernel).mismatched()).isFalse();
        assertThat(symbols.of(kernel).trouble()).contains("shapes.pdb").contains("not in the symbol path");
        assertThat(symbols.address("nt!ExportedEntry")).contains(at("ExportedEntry"));
        assertThat(symbols.address("nt!AnotherExport")).contains(at("AnotherExport"));
        assertThat(symbols.address("nt!BigFrame")).isEmpty();
        assertThat(symbols.at(at("ExportedEntry").plus(4)).orElseThrow()).hasToString("nt!ExportedEntry+0x4");
        // Setting the path makes the module deferred again.
        symbols.path(SymbolPath.of(directory));
        assertThat(symbols.of(kernel).status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
    }

    @Test
    void aPdbOfAnotherBuildIsNotUsed() throws IOException {
        Path wrong = Files.createDirectories(directory.resolve("wrong"));
        BuiltImage other = BuiltImage.build(
                wrong,
                "shapes",
                List.of(
                        BuiltImage.source(SymbolsTest.class, "second.c"),
                        BuiltImage.source(SymbolsTest.class, "shapes.c")),
                "-O2");
        Symbols symbols = symbols(SymbolPath.of(wrong));
        Module kernel = symbols.modules().kernel().orElseThrow();
        assertThat(symbols.of(kernel).status()).isEqualTo(SymbolStatus.EXPORT);
        assertThat(symbols.of(kernel).mismatched()).isTrue();
        assertThat(symbols.of(kernel).trouble())
                .contains(other.pdb().toString())
                .contains("another build")
                .doesNotContain("\n");
        // A later directory of the path that has the right one is used.
        symbols.path(SymbolPath.of(wrong, directory));
        assertThat(symbols.of(kernel).mismatched()).isFalse();
        assertThat(symbols.of(kernel).status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
    }

    @Test
    void aPdbOfAnotherBuildIsUsedWhenSomebodyInsists() throws IOException {
        Path wrong = Files.createDirectories(directory.resolve("wrong"));
        BuiltImage.build(
                wrong,
                "shapes",
                List.of(
                        BuiltImage.source(SymbolsTest.class, "second.c"),
                        BuiltImage.source(SymbolsTest.class, "shapes.c")),
                "-O2");
        Symbols symbols = symbols(SymbolPath.of(wrong));
        Module kernel = symbols.modules().kernel().orElseThrow();
        assertThat(symbols.load(kernel, false).status()).isEqualTo(SymbolStatus.EXPORT);
        ModuleSymbols insisted = symbols.load(kernel, true);
        assertThat(insisted.status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
        assertThat(insisted.mismatched()).isTrue();
        assertThat(symbols.address("nt!SecondEntry")).isPresent();
        // What is wrong is looked for again as soon as there may be something better.
        symbols.path(SymbolPath.of(wrong, directory));
        assertThat(symbols.known(kernel).status()).isEqualTo(SymbolStatus.DEFERRED);
        assertThat(symbols.of(kernel).mismatched()).isFalse();
    }

    @Test
    void linesOfSourceLeadToCodeAndBack() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        SourceLine line = symbols.line(at("BigFrame")).orElseThrow();
        SourceLines lines = new SourceLines(symbols);
        assertThat(lines.code("nt", "shapes.c", line.line())).startsWith(at("BigFrame"));
        // The comment at the file's begin made no code; what follows it did.
        assertThat(lines.code("*", "SHAPES.C", 1)).isNotEmpty();
        assertThat(lines.code("my_drv", "shapes.c", line.line())).isEmpty();
        assertThat(lines.code("nt", "shapes.c", 100_000)).isEmpty();
        assertThat(lines.files("nt", "shapes.c"))
                .singleElement()
                .matches(file -> file.path().equals(line.file()));
        symbols.lines(false);
        assertThat(symbols.line(at("BigFrame"))).isEmpty();
    }

    @Test
    void symbolStoresAreSearchedByIdentity() throws IOException {
        String key = PdbFile.open(built.pdb()).identity().key();
        Path store = directory.resolve("store");
        Path place = Files.createDirectories(store.resolve("shapes.pdb").resolve(key));
        Files.copy(built.pdb(), place.resolve("shapes.pdb"));
        for (String text : List.of(
                store.toString(),
                "srv*" + store,
                "SRV*" + store + "*https://127.0.0.1:1/symbols",
                "cache*" + store,
                "symsrv*symsrv.dll*" + store,
                "/nonexistent;;srv*" + store)) {
            Symbols symbols = symbols(SymbolPath.parse(text));
            assertThat(symbols.of(symbols.modules().kernel().orElseThrow()).file())
                    .as(text)
                    .isEqualTo(place.resolve("shapes.pdb").toString());
        }
        assertThat(SymbolPath.parse("a").then(SymbolPath.parse("b"))).isEqualTo(SymbolPath.parse("a;b"));
        assertThat(SymbolPath.EMPTY.then(SymbolPath.EMPTY).directories()).isEmpty();
    }

    @Test
    void headersThatCannotBeReadLeaveTheModuleNameless() {
        memory.unmap(BASE);
        Symbols symbols = symbols(SymbolPath.of(directory));
        Module kernel = symbols.modules().kernel().orElseThrow();
        assertThat(symbols.of(kernel).status()).isEqualTo(SymbolStatus.NONE);
        assertThat(symbols.of(kernel).trouble()).contains(BASE.toString()).contains("cannot be read");
        assertThat(symbols.at(at("BigFrame")).orElseThrow().toString()).startsWith("nt+0x");
    }

    @Test
    void anImageWhosePartsAreDiscardedIsKnownByItsFile() throws IOException {
        PeImage image = PeImage.read(memory, BASE).toOptional().orElseThrow();
        Module module = new Module("drv", BASE, image.size(), image.timestamp(), 0, "\\??\\C:\\drv.sys");
        memory.unmap(
                BASE.plus(Integer.toUnsignedLong(image.directory(PeImage.DEBUG).rva())));
        Symbols symbols = new Symbols(memory, SymbolPath.of(directory));
        symbols.modules(ModuleList.EMPTY.with(module));
        assertThat(symbols.of(module).status()).isNotEqualTo(SymbolStatus.PRIVATE_PDB);
        // A file of that name, but not of that build, is no help.
        Path place = directory.resolve("images");
        Files.createDirectories(place);
        BuiltImage other = BuiltImage.build(
                place,
                "other",
                List.of(
                        BuiltImage.source(SymbolsTest.class, "second.c"),
                        BuiltImage.source(SymbolsTest.class, "shapes.c")),
                "-O2");
        // The linker stamps whole seconds, and both may be of the same one.
        byte[] stamped = Files.readAllBytes(other.image());
        ByteBuffer file = ByteBuffer.wrap(stamped).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(file.getInt(0x3C) + 8, image.timestamp() + 1);
        Files.write(place.resolve("drv.sys"), stamped);
        symbols.path(SymbolPath.of(place, directory));
        assertThat(symbols.of(module).status()).isNotEqualTo(SymbolStatus.PRIVATE_PDB);
        Files.copy(built.image(), place.resolve("drv.sys"), StandardCopyOption.REPLACE_EXISTING);
        symbols.path(SymbolPath.of(directory, place));
        assertThat(symbols.of(module).status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
        // Nor are the headers needed where the target's list says what the image is.
        memory.unmap(BASE);
        symbols.reload();
        assertThat(symbols.of(module).status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
        assertThat(symbols.address("drv!BigFrame")).contains(at("BigFrame"));
        // Without any PDB its exports are those of the file.
        symbols.path(SymbolPath.of(place));
        symbols.reload();
        Files.deleteIfExists(place.resolve("shapes.pdb"));
        assertThat(symbols.of(module).status()).isEqualTo(SymbolStatus.EXPORT);
        assertThat(symbols.address("drv!ExportedEntry")).contains(at("ExportedEntry"));
    }

    @Test
    void filesThatAreNoImagesAreRefusedInOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(built.image());
        for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
            Path path = Files.write(directory.resolve("short.sys"), Arrays.copyOf(whole, length));
            try {
                ImageFile.open(path).map(ImageFile::image).ifPresent(image -> {
                    image.pdb();
                    ExportTable.read(image);
                });
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith(path.toString()).doesNotContain("\n");
            }
        }
        PeImage image = ImageFile.open(built.image()).orElseThrow().image();
        assertThat(image.pdb())
                .isEqualTo(PeImage.read(memory, BASE).toOptional().orElseThrow().pdb());
    }

    @Test
    void aTargetThatCannotBeAskedNowLeavesTheModuleDeferred() {
        boolean[] running = {true};
        Symbols symbols = new Symbols(
                (start, length) -> {
                    if (running[0]) {
                        throw new Cancelled("stopped by the user");
                    }
                    MemorySpan span = memory.read(start, length);
                    return span;
                },
                SymbolPath.of(directory));
        symbols.modules(ModuleList.EMPTY.loaded("nt.exe", BASE, 0x10000, 1, BASE));
        assertThat(symbols.at(at("BigFrame")).orElseThrow().toString()).startsWith("nt+0x");
        assertThat(symbols.known(symbols.modules().all().getFirst()).status()).isEqualTo(SymbolStatus.DEFERRED);
        running[0] = false;
        assertThat(symbols.at(at("BigFrame")).orElseThrow()).hasToString("nt!BigFrame");
    }

    @Test
    void whatNobodyKnowsIsNotRememberedAsMissing() {
        boolean[] known = {false};
        Symbols symbols = new Symbols(
                (start, length) -> known[0] ? memory.read(start, length) : new MemorySpan.Unknown("the target runs"),
                SymbolPath.of(directory));
        symbols.modules(ModuleList.EMPTY.loaded("nt.exe", BASE, 0x10000, 1, BASE));
        assertThat(symbols.address("nt!BigFrame")).isEmpty();
        known[0] = true;
        assertThat(symbols.address("nt!BigFrame")).contains(at("BigFrame"));
    }

    @Test
    void modulesThatStayKeepTheirSymbols() {
        Symbols symbols = symbols(SymbolPath.of(directory));
        symbols.of(symbols.modules().kernel().orElseThrow());
        int reads = memory.reads();
        symbols.modules(symbols.modules().without(OTHER));
        assertThat(symbols.at(at("BigFrame")).orElseThrow()).hasToString("nt!BigFrame");
        // The target's own list says more than its notice did.
        symbols.modules(ModuleList.EMPTY.with(new Module("nt", BASE, 0x10000, 0x66778899, 1, "\\x\\nt.exe")));
        assertThat(symbols.at(at("BigFrame")).orElseThrow()).hasToString("nt!BigFrame");
        assertThat(memory.reads()).isEqualTo(reads);
        // Another image at the same base.
        symbols.modules(ModuleList.EMPTY.with(new Module("nt", BASE, 0x10000, 0x66778899, 77, "\\x\\nt.exe")));
        assertThat(symbols.known(symbols.modules().all().getFirst()).status()).isEqualTo(SymbolStatus.DEFERRED);
    }

    @Test
    void namesThatTargetsInventLeadNowhere() {
        for (String path : List.of("..", ".", "", " ", "C:\\x\\..", "a\0b", "\\", "a:b", "x".repeat(300))) {
            String name = new PeImage.PdbReference(new PdbIdentity(Bytes.zeros(16), 1), path).fileName();
            assertThat(FileKey.of(name, "AB1")).as(path).isEmpty();
        }
        assertThat(FileKey.of("a.pdb", "../1")).isEmpty();
        assertThat(FileKey.of("a.pdb", "")).isEmpty();
        assertThat(FileKey.of("a.pdb", "AB1")).hasToString("Optional[a.pdb/AB1]");
    }
}
