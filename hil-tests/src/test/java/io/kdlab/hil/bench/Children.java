package io.kdlab.hil.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts programs that die when this JVM does, however it dies.
///
/// Linux tells a child about the death of the *thread* that started it (PR_SET_PDEATHSIG), so all are started by one
/// thread that lives as long as the JVM.
public final class Children {
    private static final ExecutorService PARENT = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("parent of all children").unstarted(task));

    private Children() {}

    /// Starts a program. The builder is not changed.
    public static Process start(ProcessBuilder program) throws IOException {
        // A shell's background job ignores CTRL+C, and so would all that it starts; what is tested must not.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", "setpriv", "--pdeathsig", "KILL"));
        command.addAll(program.command());
        ProcessBuilder mortal = new ProcessBuilder(command)
                .directory(program.directory())
                .redirectInput(program.redirectInput())
                .redirectOutput(program.redirectOutput())
                .redirectError(program.redirectError())
                .redirectErrorStream(program.redirectErrorStream());
        mortal.environment().clear();
        mortal.environment().putAll(program.environment());
        try {
            return PARENT.submit(mortal::start).get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot start " + program.command() + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
