package io.kdlab.symbol;

import io.kdlab.arch.BuiltImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A PDB of more than 100 MiB: many functions, structures and enumerations, in many object files. It is compiled once,
/// then the object file is copied with other names of the same length in it. Kept under `target/`.
final class LargePdb {
    static final int PARTS = 20;
    static final int FUNCTIONS = 3000;
    static final int ENUMERATIONS = 120;
    static final int VALUES = 400;

    private static final Path DIRECTORY = Path.of("target", "large-pdb");
    private static final Path PDB = DIRECTORY.resolve("large.pdb");

    private LargePdb() {}

    static Path build() throws IOException {
        if (Files.exists(PDB)) {
            return PDB;
        }
        Files.createDirectories(DIRECTORY);
        Path source = Files.writeString(DIRECTORY.resolve("large.c"), source());
        Path object = DIRECTORY.resolve("large.obj");
        BuiltImage.run(List.of(
                "clang",
                "--target=x86_64-pc-windows-msvc",
                "-c",
                "-g",
                "-gcodeview",
                "-ffreestanding",
                "-O1",
                "-o",
                object.toString(),
                source.toString()));
        String bytes = Files.readString(object, StandardCharsets.ISO_8859_1);
        List<String> link = new ArrayList<>(List.of(
                "lld-link",
                "/subsystem:native",
                "/nodefaultlib",
                "/debug",
                "/opt:noref",
                "/opt:noicf",
                "/noentry",
                "/dll",
                "/out:" + DIRECTORY.resolve("large.sys"),
                "/pdb:" + DIRECTORY.resolve("unfinished.pdb")));
        for (int part = 0; part < PARTS; part++) {
            Path copy = DIRECTORY.resolve(part(part) + ".obj");
            Files.writeString(copy, bytes.replace("PART00", part(part)), StandardCharsets.ISO_8859_1);
            link.add(copy.toString());
        }
        BuiltImage.run(link);
        for (int part = 0; part < PARTS; part++) {
            Files.delete(DIRECTORY.resolve(part(part) + ".obj"));
        }
        // Under its name only when it is whole.
        return Files.move(DIRECTORY.resolve("unfinished.pdb"), PDB);
    }

    static String part(int part) {
        return String.format(Locale.ROOT, "PART%02d", part);
    }

    private static String source() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ENUMERATIONS; i++) {
            text.append("enum Enumeration_").append(i).append("_PART00 {\n");
            for (int j = 0; j < VALUES; j++) {
                text.append("A_rather_long_name_of_one_value_as_generated_headers_have_them_%d_%d_PART00,%n"
                        .formatted(i, j));
            }
            text.append("};\nenum Enumeration_%d_PART00 Variable_%d_PART00;%n".formatted(i, i));
        }
        for (int i = 0; i < FUNCTIONS; i++) {
            text.append("""
                    struct Structure_%1$d_PART00 { int first; struct Never_%1$d_PART00 *never; struct Structure_%1$d_PART00 *next; long v[%2$d]; };
                    int Function_%1$d_PART00(struct Structure_%1$d_PART00 *p, int count) { return p->first * count + %1$d; }
                    """.formatted(i, i + 1));
        }
        return text.toString();
    }
}
