package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program as people start it: `packaging/bin/kdlab`, by one user on one machine.
///
/// @param home the user's `KDLAB_HOME`
/// @param run  the machine's `KDLAB_RUN`, where wire locks lie
/// @param javaOptions `KDLAB_JAVA_OPTS`
public record Program(Path home, Path run, String javaOptions) {
    /// A user and a machine of their own, under a folder.
    public static Program in(Path folder) {
        return new Program(folder.resolve("home"), folder.resolve("run"), "");
    }

    /// The same machine, another user.
    public Program as(String user) {
        return new Program(home.resolveSibling("home-" + user), run, javaOptions);
    }

    /// The same with options for its JVM.
    public Program withJavaOptions(String options) {
        return new Program(home, run, options);
    }

    /// Starts a verb that reads what is typed as a script.
    public Dialogue start(String... arguments) throws IOException {
        return Dialogue.with("kdlab " + arguments[0], builder(arguments));
    }

    /// Starts a verb for a person at a terminal.
    public Dialogue onTerminal(String... arguments) throws IOException {
        return Dialogue.onTerminal("kdlab " + arguments[0], builder(arguments));
    }

    /// Runs a verb to its end and gives back what it printed. It must end well.
    public String done(String... arguments) throws IOException, InterruptedException {
        return ended(0, arguments);
    }

    /// Runs a verb to its end and gives back what it printed. It must end with an exit code.
    public String ended(int code, String... arguments) throws IOException, InterruptedException {
        try (Dialogue verb = start(arguments)) {
            int ended = verb.end(Dialogue.LIMIT);
            if (ended != code) {
                throw new AssertionError("kdlab %s ended with %d, not %d; it printed:%n%s"
                        .formatted(String.join(" ", arguments), ended, code, verb.printed()));
            }
            return verb.printed();
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(TargetKernel.root().resolve("packaging/bin/kdlab").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder program =
                new ProcessBuilder(command).directory(TargetKernel.root().toFile());
        program.environment().put("KDLAB_HOME", home.toString());
        program.environment().put("KDLAB_RUN", run.toString());
        // What this machine's user has set must not decide what a test sees.
        program.environment().keySet().removeIf(name -> name.startsWith("_NT_"));
        program.environment().put("KDLAB_JAVA_OPTS", javaOptions);
        return program;
    }
}
