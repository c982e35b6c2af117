package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.type.Type;
import io.kdlab.value.Address;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The PDB reader against `llvm-pdbutil` and `llvm-readobj` on files that clang and lld make here.
@Feature("M06")
@Feature("2.6")
class PdbFileTest {
    private static final int MANY = 1000;

    @TempDir
    static Path directory;

    private static BuiltImage built;
    private static PdbFile pdb;
    private static PdbDump dump;

    @BeforeAll
    static void buildWithClang() throws IOException {
        Path many = directory.resolve("many.c");
        StringBuilder source = new StringBuilder("typedef unsigned long long u64;\n");
        for (int i = 0; i < MANY; i++) {
            source.append("u64 Generated_%d_%x(u64 x) { return x * %d + %d; }%n".formatted(i, i * 7919, i + 3, i));
            source.append("static volatile u64 Quiet%d = %d; u64 Touch%d(void) { return Quiet%d++; }%n"
                    .formatted(i, i, i, i));
        }
        Files.writeString(many, source.toString());
        built = BuiltImage.build(
                directory,
                "shapes",
                List.of(
                        BuiltImage.source(PdbFileTest.class, "shapes.c"),
                        BuiltImage.source(PdbFileTest.class, "second.c"),
                        many),
                "-O1");
        pdb = PdbFile.open(built.pdb());
        dump = PdbDump.of(built.pdb());
        assertThat(dump.publics()).hasSizeGreaterThan(2 * MANY);
        assertThat(dump.procedures()).hasSizeGreaterThan(2 * MANY);
        assertThat(dump.data()).hasSizeGreaterThan(MANY);
    }

    @Test
    void identityIsWhatTheImageSays() {
        PeImage image = PeImage.read(
                        new ImageMemory().load(built.image(), new Address(0x140000000L)), new Address(0x140000000L))
                .toOptional()
                .orElseThrow();
        PeImage.PdbReference reference = image.pdb().toOptional().orElseThrow();
        assertThat(reference.identity()).isEqualTo(pdb.identity());
        String guid = BuiltImage.lines(
                        "llvm-readobj", "--coff-debug-directory", built.image().toString())
                .filter(line -> line.contains("PDBGUID"))
                .findFirst()
                .orElseThrow()
                .replaceAll("[^0-9A-F(]", "")
                .replaceAll(".*\\(", "");
        assertThat(reference.identity().guid().toHex()).isEqualToIgnoringCase(guid);
        assertThat(reference.path()).isEqualTo(built.pdb().toString());
        assertThat(reference.fileName()).isEqualTo("shapes.pdb");
        String summary = BuiltImage.run(
                List.of("llvm-pdbutil", "dump", "--summary", built.pdb().toString()));
        String dashed = summary.replaceAll("(?s).*GUID: \\{(.*?)}.*", "$1").replace("-", "");
        assertThat(pdb.identity().key()).isEqualTo(dashed + "1");
        assertThat(pdb.status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
    }

    @Test
    void everyPublicAndEveryProcedureIsFoundByName() {
        for (PdbDump.Place place : dump.publics()) {
            assertThat(pdb.named(place.name()).orElseThrow().rva())
                    .as(place.name())
                    .isEqualTo(dump.rva(place));
        }
        for (PdbDump.Place place : dump.procedures()) {
            if (!place.name().equals("HiddenMix")) {
                assertThat(pdb.named(place.name()))
                        .contains(new ImageSymbol(
                                place.name(), dump.rva(place), place.length(), ImageSymbol.Kind.PROCEDURE));
            }
        }
        for (PdbDump.Place place : dump.data()) {
            if (!place.name().equals("HiddenState")) {
                assertThat(pdb.named(place.name()).orElseThrow().rva()).isEqualTo(dump.rva(place));
            }
        }
        assertThat(pdb.named("leafsum")).map(ImageSymbol::name).contains("LeafSum");
        assertThat(pdb.named("NoSuchThing")).isEmpty();
        assertThat(pdb.named("")).isEmpty();
    }

    @Test
    void everyAddressOfTheImageHasTheNearestSymbolBelow() {
        List<PdbDump.Place> all = new ArrayList<>(dump.publics());
        all.addAll(dump.procedures());
        all.addAll(dump.data());
        for (int section = 1; section <= 3; section++) {
            int number = section;
            List<PdbDump.Place> here =
                    all.stream().filter(place -> place.section() == number).toList();
            TreeMap<Integer, Set<String>> names = new TreeMap<>();
            here.forEach(place ->
                    names.computeIfAbsent(place.offset(), _ -> new TreeSet<>()).add(place.name()));
            int begin = dump.sectionBegins().get(section - 1);
            for (int offset = names.firstKey(), step = 0; offset <= names.lastKey(); offset += 1 + step++ % 7) {
                ImageSymbol found = pdb.below(begin + offset).orElseThrow();
                assertThat(found.rva() - begin).isEqualTo(names.floorKey(offset));
                assertThat(names.floorEntry(offset).getValue()).contains(found.name());
            }
        }
    }

    @Test
    void everyAddressOfTheImageHasTheNearestSymbolAbove() {
        List<PdbDump.Place> all = new ArrayList<>(dump.publics());
        all.addAll(dump.procedures());
        for (int section = 1; section <= 2; section++) {
            int number = section;
            TreeMap<Integer, Set<String>> names = new TreeMap<>();
            all.stream()
                    .filter(place -> place.section() == number)
                    .forEach(place -> names.computeIfAbsent(place.offset(), _ -> new TreeSet<>())
                            .add(place.name()));
            int begin = dump.sectionBegins().get(section - 1);
            for (int offset = 0, step = 0; offset < names.lastKey(); offset += 1 + step++ % 7) {
                ImageSymbol found = pdb.above(begin + offset).orElseThrow();
                assertThat(found.rva() - begin).as("above %x", offset).isEqualTo(names.higherKey(offset));
                assertThat(names.higherEntry(offset).getValue()).contains(found.name());
            }
            assertThat(pdb.above(begin + names.lastKey())).isEmpty();
        }
        assertThat(pdb.above(0)).isEmpty();
        assertThat(pdb.above(-1)).isEmpty();
    }

    @Test
    void functionsAndDataHaveTheirTypes() {
        for (PdbDump.Place place : dump.procedures()) {
            if (place.name().startsWith("Generated_")) {
                assertThat(pdb.typeOf(pdb.named(place.name()).orElseThrow()))
                        .as(place.name())
                        .map(Type::name)
                        .contains("unsigned __int64 (unsigned __int64)");
            }
        }
        // Two static functions of one name, each with its own type.
        assertThat(pdb.matching("HiddenMix", 10))
                .extracting(symbol -> pdb.typeOf(symbol).orElseThrow().name())
                .containsExactlyInAnyOrder(
                        "unsigned __int64 (unsigned __int64)", "unsigned __int64 (unsigned __int64, unsigned __int64)");
        assertThat(pdb.matching("HiddenState", 10))
                .extracting(symbol -> pdb.typeOf(symbol).orElseThrow().name())
                .containsExactlyInAnyOrder("unsigned int", "unsigned __int64");
        assertThat(pdb.typeOf(pdb.named("ZeroedTable").orElseThrow()))
                .map(Type::name)
                .contains("unsigned int [300]");
        assertThat(pdb.typeOf(new ImageSymbol("Nothing", 0x1000, 0, ImageSymbol.Kind.PROCEDURE)))
                .isEmpty();
    }

    @Test
    void addressesInsideAProcedureCarryItsLength() {
        for (PdbDump.Place place : dump.procedures()) {
            for (int rva : new int[] {dump.rva(place), dump.rva(place) + place.length() - 1}) {
                ImageSymbol found = pdb.below(rva).orElseThrow();
                assertThat(found.kind()).isEqualTo(ImageSymbol.Kind.PROCEDURE);
                assertThat(found.name()).isEqualTo(place.name());
                assertThat(found.length()).isEqualTo(place.length());
            }
        }
        assertThat(pdb.below(0)).isEmpty();
        assertThat(pdb.below(0x7fff0000)).isEmpty();
        assertThat(pdb.below(-1)).isEmpty();
    }

    @Test
    void patternsFindEveryNameThatMatches() {
        TreeSet<String> names = new TreeSet<>();
        dump.publics().forEach(place -> names.add(place.name()));
        dump.procedures().forEach(place -> names.add(place.name()));
        dump.data().forEach(place -> names.add(place.name()));
        assertThat(pdb.matching("*", Integer.MAX_VALUE))
                .extracting(ImageSymbol::name)
                .isSorted()
                .containsAll(names)
                .allMatch(names::contains);
        assertThat(pdb.matching("hiddenm?x", 10)).hasSize(2).allMatch(symbol -> symbol.length() > 0);
        assertThat(pdb.matching("Generated_2_*", 10)).hasSize(1);
        assertThat(pdb.matching("Generated_[23]_*", 10)).hasSize(2);
        assertThat(pdb.matching("*", 5)).hasSize(5);
        assertThat(pdb.matching("(.*", 5)).isEmpty();
    }

    @Test
    void strippedFilesHavePublicSymbolsOnly() {
        // lld writes a stripped PDB when the objects carry no debug information.
        BuiltImage plain = BuiltImage.build(
                directory,
                "plain",
                List.of(
                        BuiltImage.source(PdbFileTest.class, "second.c"),
                        BuiltImage.source(PdbFileTest.class, "shapes.c")),
                "-O1",
                "-g0");
        PdbFile stripped = PdbFile.open(plain.pdb());
        assertThat(stripped.status()).isEqualTo(SymbolStatus.PDB);
        ImageSymbol leaf = stripped.named("LeafSum").orElseThrow();
        assertThat(leaf.kind()).isEqualTo(ImageSymbol.Kind.PUBLIC);
        assertThat(stripped.below(leaf.rva() + 1)).contains(leaf);
        // The linker misplaces names of eight letters in its table of public names.
        assertThat(stripped.named("MiddleOf")).map(ImageSymbol::name).contains("MiddleOf");
        for (PdbDump.Place place : PdbDump.of(plain.pdb()).publics()) {
            assertThat(stripped.named(place.name())).as(place.name()).isPresent();
        }
    }

    @Test
    void filesThatAreNoPdbAreRefusedInOneLine() throws IOException {
        Path missing = directory.resolve("missing.pdb");
        Path text = Files.writeString(
                directory.resolve("text.pdb"), "this is a text, long enough to be looked at ".repeat(9));
        Path empty = Files.write(directory.resolve("empty.pdb"), new byte[0]);
        for (Path path : List.of(missing, text, empty, directory)) {
            assertThatThrownBy(() -> PdbFile.open(path))
                    .isInstanceOf(SymbolFileException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void shortenedFilesAreRefusedOrAnswerWithoutHarm() throws IOException {
        byte[] whole = Files.readAllBytes(built.pdb());
        for (int length = 0; length < whole.length; length += 1 + whole.length / 211) {
            Path path = directory.resolve("short.pdb");
            Files.write(path, java.util.Arrays.copyOf(whole, length));
            survives(path, "cut to " + length);
        }
    }

    @Test
    void damagedFilesAreRefusedOrAnswerWithoutHarm() throws IOException {
        long seed = 20260401;
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(built.pdb());
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            // The first blocks and the last ones hold what everything else hangs on.
            for (int hit = 0; hit < 1 + random.nextInt(40); hit++) {
                int place = random.nextBoolean()
                        ? random.nextInt(damaged.length)
                        : random.nextInt(4096) + (random.nextBoolean() ? 0 : damaged.length - 4096);
                damaged[place] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            Path path = directory.resolve("damaged.pdb");
            Files.write(path, damaged);
            survives(path, "seed " + seed + " round " + round);
        }
    }

    @Test
    void aFileThatIsShortenedWhileItIsInUseIsToldInOneLine() throws IOException {
        Path path = directory.resolve("shrinks.pdb");
        Files.copy(built.pdb(), path);
        PdbFile file = PdbFile.open(path);
        assertThat(file.named("LeafSum")).isPresent();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        assertThatThrownBy(() -> file.matching("*", 10))
                .isInstanceOf(SymbolFileException.class)
                .hasMessage(path + " was changed while it was in use");
    }

    /// Anything but a [SymbolFileException] escapes and fails the test.
    private static void survives(Path path, String what) {
        try {
            PdbFile file = PdbFile.open(path);
            file.status();
            file.below(0x1000);
            file.below(0x3004);
            file.named("LeafSum");
            file.named("Generated_17_" + Integer.toHexString(17 * 7919));
            file.matching("Hidden*", 10);
        } catch (SymbolFileException e) {
            assertThat(e.getMessage()).as(what).startsWith(path.toString()).doesNotContain("\n");
        }
    }
}
