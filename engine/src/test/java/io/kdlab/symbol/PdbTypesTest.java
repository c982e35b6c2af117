package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.symbol.type.Member;
import io.kdlab.symbol.type.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The types of PDBs that clang and lld make here, field by field against `llvm-pdbutil`.
@Feature(value = "M07", on = On.PROCESS)
class PdbTypesTest {
    @TempDir
    static Path directory;

    static Stream<Path> pdbs() {
        Path x64 = build("x86_64-pc-windows-msvc", "kinds64", "/machine:x64");
        Path x86 = build("i686-pc-windows-msvc", "kinds32", "/machine:x86", "/safeseh:no");
        assertThat(TypeDump.of(x64).definitions()).hasSizeGreaterThan(20);
        Path c = BuiltImage.build(
                        directory, "shapes", List.of(BuiltImage.source(PdbTypesTest.class, "shapes.c")), "-O1")
                .pdb();
        return Stream.of(x64, x86, c, Path.of("src/test/resources/images/fixture.pdb"));
    }

    private static Path build(String target, String name, String... link) {
        Path object = directory.resolve(name + ".obj");
        BuiltImage.run(List.of(
                "clang",
                "--target=" + target,
                "-c",
                "-g",
                "-gcodeview",
                "-fstandalone-debug",
                "-fno-exceptions",
                "-fno-rtti",
                "-mno-stack-arg-probe",
                "-fms-compatibility-version=19",
                "-o",
                object.toString(),
                BuiltImage.source(PdbTypesTest.class, "kinds.cpp").toString()));
        Path pdb = directory.resolve(name + ".pdb");
        List<String> command = new ArrayList<>(List.of(
                "lld-link",
                "/subsystem:native",
                "/nodefaultlib",
                "/debug",
                "/entry:start",
                "/out:" + directory.resolve(name + ".exe"),
                "/pdb:" + pdb,
                object.toString()));
        command.addAll(List.of(link));
        BuiltImage.run(command);
        return pdb;
    }

    @ParameterizedTest
    @MethodSource("pdbs")
    void everyDefinitionHasTheMembersThatLlvmSees(Path pdb) {
        TypeDump dump = TypeDump.of(pdb);
        PdbFile file = PdbFile.open(pdb);
        PdbTypes types = (PdbTypes) file.types();
        assertThat(types.count()).isEqualTo(dump.entries.size());
        for (Map.Entry<Integer, TypeDump.Entry> each : dump.entries.entrySet()) {
            TypeDump.Entry entry = each.getValue();
            if (!entry.isDefinition()) {
                continue;
            }
            Type type = types.type(each.getKey());
            assertThat(type.name()).isEqualTo(entry.name());
            switch (type) {
                case Type.Structure structure -> {
                    assertThat(structure.size()).as(entry.name()).isEqualTo(entry.decimal("sizeof"));
                    assertThat(structure.members().all().stream()
                                    .flatMap(PdbTypesTest::described)
                                    .toList())
                            .as(entry.name())
                            .isEqualTo(dump.members(entry));
                }
                case Type.Enumeration enumeration ->
                    assertThat(enumeration.values().all().stream()
                                    .map(value -> value.name() + " = " + spelled(enumeration, value.value()))
                                    .toList())
                            .as(entry.name())
                            .isEqualTo(dump.members(entry));
                default -> throw new AssertionError(type);
            }
        }
    }

    /// LLVM shows the bare bits.
    private static String spelled(Type.Enumeration enumeration, long value) {
        long size = enumeration.size();
        return Long.toUnsignedString(size < Long.BYTES ? value & (1L << size * Byte.SIZE) - 1 : value);
    }

    private static Stream<String> described(Member member) {
        String type = describe(member.type().get());
        return switch (member.kind()) {
            case FIELD -> Stream.of(member.name() + " +" + member.offset() + " " + type);
            case STATIC -> Stream.of(member.name() + " static " + type);
            case BASE -> Stream.of("base +" + member.offset() + " " + type);
            case VIRTUAL_BASE, FUNCTION_TABLE -> Stream.empty();
        };
    }

    private static String describe(Type type) {
        return switch (type) {
            case Type.Basic basic -> "basic " + basic.size();
            case Type.Pointer pointer -> "pointer " + pointer.size();
            case Type.Array array ->
                "array " + array.size() + " of " + describe(array.element().get());
            case Type.Bits bits ->
                "bits " + bits.position() + " " + bits.length() + " of "
                        + describe(bits.underlying().get());
            case Type.Function _ -> "function";
            case Type.Enumeration enumeration -> "enum " + enumeration.name();
            case Type.Structure structure -> "structure " + structure.name();
        };
    }

    @Test
    void aNameIsFoundByItsHashADeclarationOnlyWhereNothingElseIs() {
        pdbs().forEach(pdb -> {
            PdbTypes types = (PdbTypes) PdbFile.open(pdb).types();
            for (TypeDump.Entry entry : TypeDump.of(pdb).definitions()) {
                Type found = types.named(entry.name()).orElseThrow(() -> new AssertionError(entry));
                assertThat(found.name()).isEqualTo(entry.name());
                assertThat(found instanceof Type.Structure structure && structure.declared())
                        .as(entry.name())
                        .isFalse();
            }
            assertThat(types.named("NoSuchType")).isEmpty();
        });
    }

    @Test
    void damagedTypesAreRefusedOrAnswerWithoutHarm() throws IOException {
        byte[] whole = Files.readAllBytes(pdbs().findFirst().orElseThrow());
        Path path = directory.resolve("damaged.pdb");
        for (long seed = 1; seed <= 400; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int hit = 0; hit < 1 + random.nextInt(60); hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            Files.write(path, damaged);
            try {
                PdbTypes types = (PdbTypes) PdbFile.open(path).types();
                for (int number = 0x1000; number < 0x1000 + Math.min(types.count(), 400); number++) {
                    open(types, number);
                }
                types.matching("*", 1000);
                types.named("Everything");
            } catch (SymbolFileException e) {
                assertThat(e).as("seed %d", seed).hasMessageNotContaining("\n");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void open(PdbTypes types, int number) {
        Type type = types.type(number);
        assertThat(describe(type)).isNotNull();
        if (type instanceof Type.Structure structure) {
            structure.members().all().forEach(PdbTypesTest::described);
        }
    }
}
