package io.kdlab.appliance;

import io.kdlab.address.LinkAddress;
import io.kdlab.sim.SimFiles;
import java.io.IOException;
import java.nio.file.Path;

/// Where an engine looks for symbols when nobody says: nowhere for a real target, the simulator's own PDBs for a
/// simulated one.
public final class SymbolFolders {
    private SymbolFolders() {}

    /// The path as given; for a simulated target without one, a folder of this user's cache that holds its symbols.
    public static String orOwn(LinkAddress address, String given) throws IOException {
        if (!given.isBlank() || !(address instanceof LinkAddress.Sim)) {
            return given;
        }
        return ofSim();
    }

    /// A folder of this user's cache with the symbols of the simulated machine.
    public static String ofSim() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder = (cache == null || cache.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache))
                .resolve("kdlab/sim");
        SimFiles.copyTo(folder);
        return folder.toString();
    }
}
