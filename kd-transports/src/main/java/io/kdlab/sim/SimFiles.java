package io.kdlab.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files of the simulated machine: images and their PDBs, the same for every seed. A debugger finds symbols in a
/// folder, not in this program's class path.
public final class SimFiles {
    private static final List<String> NAMES = List.of(
            "simkernel.exe",
            "simkernel.pdb",
            "simdrv.sys",
            "simdrv.pdb",
            "simlate.sys",
            "simlate.pdb",
            "simkernel32.exe",
            "simkernel32.pdb",
            "simdrv32.sys",
            "simdrv32.pdb",
            "simlate32.sys",
            "simlate32.pdb");

    private SimFiles() {}

    /// Writes them into a folder, which is made if it is not there; what has the name already is replaced.
    public static void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : NAMES) {
            Files.write(folder.resolve(name), SimImage.file(name).toByteArray());
        }
    }
}
