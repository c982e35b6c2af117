package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program as people start it: `packaging/bin/kdlab`.
public final class Program {
    private Program() {}

    /// Starts a verb to talk to.
    ///
    /// @param home  the user's `KDLAB_HOME`
    /// @param run   the machine's `KDLAB_RUN`, where wire locks lie
    public static Dialogue kdlab(Path home, Path run, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(TargetKernel.root().resolve("packaging/bin/kdlab").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder program =
                new ProcessBuilder(command).directory(TargetKernel.root().toFile());
        program.environment().putAll(Map.of("KDLAB_HOME", home.toString(), "KDLAB_RUN", run.toString()));
        return Dialogue.with("kdlab " + arguments[0], program);
    }
}
