package io.kdlab.symbol;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines and locals in PDBs of 64-bit and 32-bit code, optimized or not, against `llvm-pdbutil`: every place of every
/// function, one by one.
@Feature("M06")
class PdbLinesTest {
    @TempDir
    static Path directory;

    private static final Map<String, BuiltImage> BUILT = new HashMap<>();

    /// Each is built once.
    private static BuiltImage built(String machine, String optimization) {
        return BUILT.computeIfAbsent(machine + optimization, name -> {
            List<String> flags = new ArrayList<>(List.of(optimization));
            if (machine.equals("x86")) {
                flags.add(BuiltImage.X86);
            }
            return BuiltImage.build(
                    directory,
                    name,
                    List.of(BuiltImage.source(PdbLinesTest.class, "lines.c")),
                    flags.toArray(String[]::new));
        });
    }

    @ParameterizedTest
    @CsvSource({"x64,-O0", "x64,-O1", "x86,-O0", "x86,-O1"})
    void everyByteOfCodeHasItsLine(String machine, String optimization) {
        BuiltImage image = built(machine, optimization);
        PdbFile pdb = PdbFile.open(image.pdb());
        LineDump dump = LineDump.of(image.pdb());
        List<Integer> begins = PdbDump.of(image.pdb()).sectionBegins();
        assertThat(dump.lines()).hasSizeGreaterThan(20);
        Map<Integer, TreeMap<Integer, LineDump.Line>> fragments = new TreeMap<>();
        dump.lines()
                .forEach(line -> fragments
                        .computeIfAbsent(line.begin(), _ -> new TreeMap<>())
                        .put(line.offset(), line));
        fragments.forEach((begin, lines) -> {
            int end = lines.firstEntry().getValue().end();
            for (int at = begin; at < end; at++) {
                int rva = begins.getFirst() + at;
                LineDump.Line wanted = lines.floorEntry(at).getValue();
                assertThat(pdb.line(rva))
                        .as("%x", rva)
                        .contains(new SourceLine(wanted.file(), wanted.line(), at - wanted.offset()));
            }
        });
        assertThat(pdb.line(begins.getFirst() + 0x7ff0)).isEmpty();
        assertThat(pdb.line(begins.get(1))).isEmpty();
        assertThat(pdb.line(0)).isEmpty();
        assertThat(pdb.line(-1)).isEmpty();
    }

    @Test
    void theSymbolizerSaysTheSame() {
        BuiltImage image = built("x64", "-O1");
        PdbFile pdb = PdbFile.open(image.pdb());
        List<String> command = new ArrayList<>(List.of(
                "llvm-symbolizer",
                "--obj=" + image.image(),
                "--no-inlines",
                "--relative-address",
                "--functions=none",
                "--output-style=GNU"));
        // Where two lines begin at one place, one of them without code, the two readers choose differently; and in a
        // function that comes from two files the symbolizer looks at one file's lines after the other's.
        List<LineDump.Line> lines = LineDump.of(image.pdb()).lines();
        TreeMap<Integer, Long> entries =
                lines.stream().collect(groupingBy(line -> 0x1000 + line.offset(), TreeMap::new, counting()));
        LineDump.Line included = lines.stream()
                .filter(line -> line.file().endsWith(".inc"))
                .findFirst()
                .orElseThrow();
        List<Optional<SourceLine>> ours = new ArrayList<>();
        for (int rva = 0x1000; rva < 0x1180; rva++) {
            boolean mixed = rva >= 0x1000 + included.begin() && rva < 0x1000 + included.end();
            if (mixed || entries.floorEntry(rva).getValue() > 1) {
                continue;
            }
            command.add("0x" + Integer.toHexString(rva));
            ours.add(pdb.line(rva));
        }
        List<String> theirs = BuiltImage.run(command).lines().toList();
        assertThat(ours).hasSizeGreaterThan(200);
        assertThat(theirs).hasSameSizeAs(ours);
        for (int i = 0; i < theirs.size(); i++) {
            String words =
                    ours.get(i).map(line -> line.file() + ":" + line.line()).orElse("??:0");
            assertThat(theirs.get(i)).as("address %d", i).startsWith(words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x64", "x86"})
    void sourceFilesComeWithTheirChecksums(String machine) {
        BuiltImage image = built(machine, "-O0");
        PdbFile pdb = PdbFile.open(image.pdb());
        LineDump dump = LineDump.of(image.pdb());
        assertThat(dump.files()).hasSize(3);
        assertThat(pdb.sourceFiles())
                .allMatch(file -> file.kind() == SourceFile.Checksum.MD5)
                .hasSize(3)
                .allSatisfy(file -> assertThat(file.checksum().toHex())
                        .isEqualToIgnoringCase(dump.files().get(file.path())));
    }

    @ParameterizedTest
    @CsvSource({"x64,-O0", "x86,-O1"})
    void aSourceFilesLinesLeadToTheirCode(String machine, String optimization) {
        BuiltImage image = built(machine, optimization);
        PdbFile pdb = PdbFile.open(image.pdb());
        int begin = PdbDump.of(image.pdb()).sectionBegins().getFirst();
        LineDump dump = LineDump.of(image.pdb());
        for (String name : List.of("lines.c", "LINES.C", "symbol\\lines.c", "lines.inc")) {
            String ending = name.replaceAll(".*\\\\", "").toLowerCase(java.util.Locale.ROOT);
            assertThat(pdb.lines(name))
                    .as(name)
                    .isNotEmpty()
                    .extracting(span -> span.line() + "@" + (span.rva() - begin))
                    .containsExactlyInAnyOrderElementsOf(dump.lines().stream()
                            .filter(line -> line.file().endsWith("/" + ending))
                            .map(line -> line.line() + "@" + line.offset())
                            .toList());
        }
        assertThat(pdb.lines("ines.c")).isEmpty();
        assertThat(pdb.lines("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"x64,-O0", "x64,-O1", "x86,-O0", "x86,-O1"})
    void everyLocalIsWhereTheCompilerKeepsItAtEveryPlace(String machine, String optimization) {
        BuiltImage image = built(machine, optimization);
        PdbFile pdb = PdbFile.open(image.pdb());
        List<Integer> begins = PdbDump.of(image.pdb()).sectionBegins();
        LocalDump dump = LocalDump.of(image.pdb());
        assertThat(dump.procedures()).hasSizeGreaterThan(4);
        for (LocalDump.Procedure procedure : dump.procedures()) {
            for (int at = procedure.offset(); at < procedure.offset() + procedure.length(); at++) {
                int rva = begins.get(procedure.section() - 1) + at;
                assertThat(pdb.locals(rva))
                        .extracting(local -> local.name() + " " + local.home())
                        .as("%s at %d", procedure.name(), at)
                        .containsExactlyElementsOf(procedure.at(at, begins));
            }
        }
        assertThat(pdb.locals(begins.get(1))).isEmpty();
        assertThat(pdb.locals(-1)).isEmpty();
    }

    @Test
    void localsHaveTheirTypes() {
        PdbFile pdb = PdbFile.open(built("x64", "-O0").pdb());
        List<LocalVariable> locals =
                pdb.locals(pdb.named("Arrays").orElseThrow().rva() + 20);
        assertThat(locals)
                .extracting(local -> local.type().name() + " " + local.name() + " " + local.parameter())
                .contains("int seed true", "int [12] room false", "Pair pair false");
    }

    @Test
    void damagedFilesAreRefusedOrAnswerWithoutHarm() throws IOException {
        long seed = 20261125;
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(built("x64", "-O1").pdb());
        for (int round = 0; round < 300; round++) {
            byte[] damaged = Arrays.copyOf(whole, whole.length);
            for (int hit = 0; hit < 1 + random.nextInt(60); hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            Path path = Files.write(directory.resolve("damaged.pdb"), damaged);
            try {
                PdbFile file = PdbFile.open(path);
                file.sourceFiles();
                file.lines("lines.c");
                for (int rva = 0x1000; rva < 0x1180; rva += 7) {
                    file.line(rva);
                    file.locals(rva);
                }
            } catch (SymbolFileException e) {
                assertThat(e.getMessage()).as("seed %d round %d", seed, round).startsWith(path.toString());
            }
        }
    }
}
