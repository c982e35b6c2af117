package io.kdlab.remote;

import io.kdlab.transport.UnixChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A user of this machine and the groups they are in.
public record LocalUser(String name, Set<String> groups) {
    private static final int LIMIT_SECONDS = 20;

    /// Takes the set over as it is.
    public LocalUser {
        groups = Set.copyOf(groups);
    }

    /// Who runs this program.
    public static LocalUser own() throws IOException {
        return new LocalUser(asked("id", "-un"), groups("id", "-Gn"));
    }

    /// Who is at the other end of a Unix socket, as the kernel knows it.
    static LocalUser at(UnixChannel stream) throws IOException {
        return named(stream.peer().user().getName());
    }

    /// A user by name.
    static LocalUser named(String name) throws IOException {
        return new LocalUser(name, groups("id", "-Gn", "--", name));
    }

    /// Whether a name is that of a user or of a group here.
    static boolean isKnown(String name) throws IOException {
        return !asked("getent", "passwd", "--", name).isEmpty()
                || !asked("getent", "group", "--", name).isEmpty();
    }

    private static Set<String> groups(String... question) throws IOException {
        String answer = asked(question);
        return answer.isEmpty() ? Set.of() : Set.of(answer.split("\\s+"));
    }

    /// The system's own tools know all sources of users (files, directories); Java knows none.
    private static String asked(String... question) throws IOException {
        Process tool = new ProcessBuilder(question)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            tool.getOutputStream().close();
            String answer = new String(tool.getInputStream().readNBytes(65_536), StandardCharsets.UTF_8).strip();
            if (!tool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(question[0] + " does not answer");
            }
            return tool.exitValue() == 0 ? answer : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            tool.destroyForcibly();
        }
    }
}
