package io.kdlab.remote;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program that a session shares, behind plain pipes as in the original; its errors count as output.
///
/// A program that wants a terminal gets one by `script -qefc PROGRAM /dev/null`. It runs in a process group of its
/// own, without our terminal, so that CTRL+C reaches it once and only when the session passes it on.
final class SessionProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionProgram.class);
    /// Lines that wait until the program reads them.
    private static final int WAITING = 256;

    private static final int GRACE_SECONDS = 5;

    private final Process process;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private SessionProgram(Process process) {
        this.process = process;
    }

    /// Starts the program. `output` is given all that it prints, on one thread, and is done before [#ended].
    static SessionProgram start(List<String> command, Map<String, String> environment, Consumer<String> output)
            throws RemoteException {
        List<String> all = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid", "--"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            SessionProgram program = new SessionProgram(builder.start());
            Thread.ofPlatform().daemon().name("remote output").start(() -> program.read(output));
            Thread.ofPlatform().daemon().name("remote input").start(program::write);
            return program;
        } catch (IOException e) {
            throw new RemoteException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private void read(Consumer<String> output) {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[8192];
            int count = reader.read(some);
            while (count >= 0) {
                output.accept(new String(some, 0, count));
                count = reader.read(some);
            }
            ended.complete(process.waitFor());
        } catch (IOException e) {
            LOG.warn("remote.output cause={}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            // Whatever happened, nobody waits for more.
            ended.complete(-1);
        }
    }

    private void write() {
        try (Writer input =
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
            while (process.isAlive()) {
                input.write(lines.take());
                input.write('\n');
                input.flush();
            }
        } catch (IOException e) {
            LOG.debug("remote.input cause={}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Gives it a line; false when it does not read those that wait already.
    boolean feed(String line) {
        return lines.offer(line);
    }

    /// CTRL+C.
    void interrupt() {
        signal("INT");
    }

    /// Done with its exit code when it has ended and all that it printed was given away; -1 when its output broke.
    CompletableFuture<Integer> ended() {
        return ended.copy();
    }

    /// Ends it: asked first, made to after some seconds.
    @Override
    public void close() {
        if (ended.isDone()) {
            return;
        }
        signal("TERM");
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                signal("KILL");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// To the program and all that it started, as a terminal does. Java knows no signals; every shell does.
    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " -- -" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            LOG.warn("remote.signal name={} cause={}", name, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
