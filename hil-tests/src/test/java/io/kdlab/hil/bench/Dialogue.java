package io.kdlab.hil.bench;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A conversation with a program through its standard input and output.
///
/// All it prints is kept; [#expect] goes on from behind what was expected before. A wait that ends without its text
/// fails with all
/// that was printed since.
public final class Dialogue implements AutoCloseable {
    /// Five times what anything here needs on an idle machine.
    public static final Duration LIMIT = Duration.ofSeconds(50);

    private final String name;
    private final Process process;
    private final OutputStream input;
    private final StringBuilder printed = new StringBuilder();
    private int position;
    private boolean over;

    private Dialogue(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = process.getOutputStream();
        Thread.ofPlatform().daemon().name("reader of " + name).start(this::read);
    }

    /// Starts a program that thinks it talks to a person at a terminal. CTRL+C is then a key: `press('c')`.
    public static Dialogue onTerminal(String name, ProcessBuilder program) throws IOException {
        String command = program.command().stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder terminal =
                new ProcessBuilder("script", "-qefc", "stty cols 250 rows 60; exec " + command, "/dev/null");
        terminal.directory(program.directory());
        terminal.environment().clear();
        terminal.environment().putAll(program.environment());
        terminal.environment().put("TERM", "vt100");
        return with(name, terminal);
    }

    /// Starts a program to talk to; its error output counts as output.
    public static Dialogue with(String name, ProcessBuilder program) throws IOException {
        return new Dialogue(name, Children.start(program.redirectErrorStream(true)));
    }

    private void read() {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[4096];
            int count;
            while ((count = reader.read(some)) > 0) {
                synchronized (this) {
                    printed.append(some, 0, count);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                printed.append("[reading ")
                        .append(name)
                        .append(" failed: ")
                        .append(e.getMessage())
                        .append("]");
            }
        } finally {
            synchronized (this) {
                over = true;
                notifyAll();
            }
        }
    }

    /// Types a line.
    public void say(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /// Types, without ENTER.
    public void type(String keys) throws IOException {
        input.write(keys.getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /// Presses CTRL and a letter, which only a program on a terminal understands.
    public void press(char letter) throws IOException {
        input.write(letter & 0x1f);
        input.flush();
    }

    /// Waits generously.
    public Matcher expect(String pattern) throws InterruptedException {
        return expect(pattern, LIMIT);
    }

    /// Waits until something matches behind what was matched before, and moves behind it.
    public Matcher expect(String pattern, Duration limit) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL);
        long end = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            while (true) {
                Screen screen = Screen.of(printed.substring(position));
                Matcher matcher = wanted.matcher(screen.text());
                if (matcher.find()) {
                    position += screen.origin(matcher.end());
                    return matcher;
                }
                long left = end - System.nanoTime();
                if (left <= 0 || over) {
                    throw new AssertionError("%s: waited %s for /%s/%s; since the last match it printed:%n%s"
                            .formatted(
                                    name,
                                    limit,
                                    pattern,
                                    over ? " until it ended" : "",
                                    Screen.of(printed.substring(position)).text()));
                }
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            }
        }
    }

    /// What was printed so far, all of it.
    public synchronized String printed() {
        return Screen.of(printed.toString()).text();
    }

    /// What was written so far, byte for byte what a terminal got.
    public synchronized String written() {
        return printed.toString();
    }

    /// What was printed behind what was expected last, so far.
    public synchronized String since() {
        return Screen.of(printed.substring(position)).text();
    }

    /// Whether the program has closed its output.
    public synchronized boolean over() {
        return over;
    }

    /// Presses CTRL+C.
    public void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /// Sends a signal by name.
    public void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /// Ends the input and waits for the program's end.
    public int end(Duration limit) throws IOException, InterruptedException {
        input.close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not end within " + limit + "; it printed:\n" + printed());
        }
        // It may have ended before all that it wrote was read here.
        synchronized (this) {
            long end = System.nanoTime() + limit.toNanos();
            while (!over && System.nanoTime() < end) {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        }
        return process.exitValue();
    }

    /// The program.
    public Process process() {
        return process;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
