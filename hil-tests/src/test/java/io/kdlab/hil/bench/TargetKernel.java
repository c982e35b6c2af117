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

    /// The relative virtual address of a public of `kdkernel.exe`, read by `llvm-pdbutil`: the test's own truth.
    public long rva(String symbol) throws IOException, InterruptedException {
        String publics = run(List.of(
                "llvm-pdbutil",
                "dump",
                "--publics",
                folder.resolve("kdkernel.pdb").toString()));
        Matcher found = Pattern.compile("S_PUB32 \\[size = \\d+\\] `" + Pattern.quote(symbol)
                        + "`\\s+flags = [^,]*, addr = (\\d+):(\\d+)")
                .matcher(publics);
        if (!found.find()) {
            throw new AssertionError("kdkernel.pdb has no public " + symbol);
        }
        int section = Integer.parseInt(found.group(1));
        String headers = run(List.of(
                "llvm-readobj", "--sections", folder.resolve("kdkernel.exe").toString()));
        Matcher start = Pattern.compile("Number: " + section + "\\b.*?VirtualAddress: 0x([0-9A-Fa-f]+)", Pattern.DOTALL)
                .matcher(headers);
        if (!start.find()) {
            throw new AssertionError("kdkernel.exe has no section " + section);
        }
        return Long.parseLong(start.group(1), 16) + Long.parseLong(found.group(2));
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
