package io.kdlab.hil.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/// A box: `kdlab serve` with a configuration, and an admin who is signed in to it.
public final class Box implements AutoCloseable {
    private final Program program;
    private final Path folder;
    private Dialogue service;
    private String url = "";
    private String fingerprint = "";
    private String fronts = "";

    private Box(Program program, Path folder, Dialogue service) {
        this.program = program;
        this.folder = folder;
        this.service = service;
    }

    /// Starts a box under a folder and signs in.
    ///
    /// @param targets what stands under each target's name, a line each
    public static Box start(Path folder, Map<String, String> targets) throws IOException, InterruptedException {
        return start(folder, targets, "[\"ssl:server=127.0.0.1,port=0\"]");
    }

    /// The same with other ways in for fronts.
    public static Box start(Path folder, Map<String, String> targets, String fronts)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        StringBuilder yaml = new StringBuilder("""
                store: %s
                listen:
                  api: 127.0.0.1:0
                  fronts: %s
                targets:
                """.formatted(folder.resolve("store"), fronts));
        new LinkedHashMap<>(targets)
                .forEach((name, lines) ->
                        yaml.append("  ").append(name).append(":\n").append(lines.indent(4)));
        Files.writeString(folder.resolve("box.yml"), yaml);
        Program program = Program.in(folder);
        Box box = new Box(program, folder, serve(program, folder));
        try {
            String token = box.service
                    .expect("The token of the user admin, shown this once: (\\S+)")
                    .group(1);
            box.awaitStart();
            box.login(token);
            return box;
        } catch (AssertionError | IOException | InterruptedException e) {
            box.close();
            throw e;
        }
    }

    /// Starts the service of a box and returns at once.
    public static Dialogue serve(Program program, Path folder) throws IOException {
        return program.start("serve", folder.resolve("box.yml").toString());
    }

    private void awaitStart() throws InterruptedException {
        url = service.expect("lab API (https://\\S+)").group(1);
        fingerprint = service.expect("Certificate fingerprint (\\S+)").group(1);
        fronts = service.expect("Fronts attach at ([^\\n]*)\\n").group(1);
    }

    private void login(String token) throws IOException, InterruptedException {
        try (Dialogue login = program.start("login", url, "--fingerprint", fingerprint)) {
            login.say(token);
            if (login.end(Dialogue.LIMIT) != 0) {
                throw new AssertionError("login failed: " + login.printed());
            }
        }
    }

    /// Kills the service as a power cut would.
    public void kill() throws InterruptedException {
        service.process().destroyForcibly();
        if (!service.process().waitFor(Dialogue.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the service survives kill -9");
        }
        service.close();
    }

    /// Starts the service again, and signs in where it listens now.
    public void startAgain() throws IOException, InterruptedException {
        service = serve(program, folder);
        awaitStart();
        Path login = program.home().resolve("login");
        // The port is any free one, so the kept URL is changed as the admin would; token and certificate stay.
        Files.writeString(
                login, Files.readString(login).replaceFirst("(?m)^url=.*$", Matcher.quoteReplacement("url=" + url)));
    }

    /// The admin on this box's machine.
    public Program admin() {
        return program;
    }

    /// What the service prints.
    public Dialogue service() {
        return service;
    }

    /// Where fronts attach.
    public String fronts() {
        return fronts;
    }

    /// Takes a target for the admin.
    public void take(String target) throws IOException, InterruptedException {
        program.done("take", target, "--for", "30m", "--why", "a scenario");
    }

    /// A front of the admin's.
    public Debugger attach(String target, String... more) throws IOException {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "attach";
        arguments[1] = target;
        System.arraycopy(more, 0, arguments, 2, more.length);
        return new Debugger(program.start(arguments));
    }

    @Override
    public void close() {
        service.close();
    }
}
