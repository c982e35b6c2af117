package io.kdlab.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PE image with its PDB, built by Debian's clang and lld in the test that uses it.
///
/// A machine without them fails these tests, loudly: they are the truth that the tests compare with.
public record BuiltImage(Path image, Path pdb) {
    /// The Debian packages without which nothing here works.
    public static final String PACKAGES = "clang lld llvm";

    /// The flag that asks for 32-bit code.
    public static final String X86 = "--target=i686-pc-windows-msvc";

    /// Compiles and links `sources` (files ending in `.c` or `.s`), named in `flags` or not.
    public static BuiltImage build(Path directory, String name, List<Path> sources, String... flags) {
        return build(directory, name, sources, List.of(), flags);
    }

    /// The same, linked with what `llvm-rc` made.
    public static BuiltImage build(Path directory, String name, List<Path> sources, Path resource) {
        return build(directory, name, sources, List.of(resource), "-O1");
    }

    private static BuiltImage build(
            Path directory, String name, List<Path> sources, List<Path> resources, String... flags) {
        List<String> objects = new ArrayList<>();
        for (Path source : sources) {
            Path object = directory.resolve(name + "-" + source.getFileName() + ".obj");
            List<String> compile = new ArrayList<>(List.of(
                    "clang",
                    "--target=x86_64-pc-windows-msvc",
                    "-c",
                    "-g",
                    "-gcodeview",
                    "-ffreestanding",
                    "-fasynchronous-unwind-tables",
                    "-mno-stack-arg-probe",
                    "-fno-stack-protector"));
            compile.addAll(Arrays.asList(flags));
            compile.addAll(List.of("-o", object.toString(), source.toString()));
            run(compile);
            objects.add(object.toString());
        }
        Path image = directory.resolve(name + ".sys");
        Path pdb = directory.resolve(name + ".pdb");
        List<String> link = new ArrayList<>(List.of(
                "lld-link",
                "/subsystem:native",
                "/nodefaultlib",
                "/debug",
                "/entry:start",
                "/dll",
                "/driver",
                Arrays.asList(flags).contains(X86) ? "/base:0x10000000" : "/base:0x140000000",
                "/fixed:no",
                "/out:" + image,
                "/pdb:" + pdb));
        link.addAll(objects);
        resources.forEach(resource -> link.add(resource.toString()));
        run(link);
        return new BuiltImage(image, pdb);
    }

    /// What a tool prints, its errors included.
    public static String run(List<String> command) {
        Path output = temporary();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " failed:\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new AssertionError(
                    "cannot run " + command.getFirst() + "; these tests need: apt-get install " + PACKAGES, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            delete(output);
        }
    }

    /// The lines that a tool prints.
    public static Stream<String> lines(String... command) {
        return run(List.of(command)).lines();
    }

    /// The file of that name beside the tests' classes.
    public static Path source(Class<?> test, String name) {
        var url = test.getResource("/" + test.getPackageName().replace("io.kdlab.", "") + "/" + name);
        if (url == null) {
            throw new AssertionError("no test resource " + name);
        }
        return Path.of(url.getPath());
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("kdlab-tool", ".txt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
