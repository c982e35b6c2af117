package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Our own kernel, built for one layout: images, PDBs, and the addresses that only the PDB knows.
public final class TargetKernel {
    private static final Map<String, TargetKernel> BUILT = new HashMap<>();

    private final Path folder;
    private final Map<String, Map<String, Long>> publics = new HashMap<>();

    private TargetKernel(Path folder) {
        this.folder = folder;
    }

    /// The project's root.
    public static Path root() {
        return Path.of(System.getProperty("kdlab.root", "..")).toAbsolutePath().normalize();
    }

    /// Builds a layout (`A` or `B`), once per JVM. Says which package is missing.
    public static synchronized TargetKernel layout(String layout) throws IOException, InterruptedException {
        TargetKernel built = BUILT.get(layout);
        if (built == null) {
            Path out = root().resolve("hil-tests/build/kernel-" + layout);
            Files.createDirectories(out);
            run(List.of(root().resolve("hil-tests/target/build.sh").toString(), layout, out.toString()));
            built = new TargetKernel(out);
            BUILT.put(layout, built);
        }
        return built;
    }

    /// Where images and PDBs lie; also a symbol path.
    public Path folder() {
        return folder;
    }

    /// The relative virtual address of a public of `kdkernel.exe`, read by LLVM's tools: the test's own truth.
    public long rva(String symbol) throws IOException, InterruptedException {
        Long found = publics("kdkernel").get(symbol);
        if (found == null) {
            throw new AssertionError("kdkernel.pdb has no public " + symbol);
        }
        return found;
    }

    /// The public at or below a relative virtual address of `kdkernel.exe`.
    public String nearest(long rva) throws IOException, InterruptedException {
        return publics("kdkernel").entrySet().stream()
                .filter(known -> known.getValue() <= rva)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("nothing");
    }

    private synchronized Map<String, Long> publics(String image) throws IOException, InterruptedException {
        Map<String, Long> known = publics.get(image);
        if (known == null) {
            String headers = run(List.of(
                    "llvm-readobj", "--sections", folder.resolve(image + ".exe").toString()));
            Map<Integer, Long> sections = new HashMap<>();
            Matcher section = Pattern.compile("Number: (\\d+)\\b.*?VirtualAddress: 0x([0-9A-Fa-f]+)", Pattern.DOTALL)
                    .matcher(headers);
            while (section.find()) {
                sections.put(Integer.parseInt(section.group(1)), Long.parseLong(section.group(2), 16));
            }
            String dump = run(List.of(
                    "llvm-pdbutil",
                    "dump",
                    "--publics",
                    folder.resolve(image + ".pdb").toString()));
            known = new HashMap<>();
            Matcher symbol = Pattern.compile(
                            "S_PUB32 \\[size = \\d+\\] `([^`]+)`\\s+flags = [^,]*, addr = (\\d+):(\\d+)")
                    .matcher(dump);
            while (symbol.find()) {
                Long start = sections.get(Integer.parseInt(symbol.group(2)));
                if (start != null) {
                    known.put(symbol.group(1), start + Long.parseLong(symbol.group(3)));
                }
            }
            publics.put(image, known);
        }
        return known;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = Children.start(new ProcessBuilder(command).redirectErrorStream(true));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + printed);
        }
        return printed;
    }
}
