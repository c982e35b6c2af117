package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A golden file of prompts, commands and what they print.
///
/// `-Dkdlab.docs.write=true` writes it anew; read the difference before you commit it.
public final class Transcript {
    /// Where transcripts lie.
    public static final Path DIRECTORY = Path.of(Objects.requireNonNull(System.getProperty("kdlab.root"), "kdlab.root"))
            .resolve("engine/src/test/resources/transcripts");

    private static final String PROMPT = "kd> ";

    private Transcript() {}

    /// Has `run` execute each command of the file and compares everything that was printed.
    ///
    /// @param run returns what a command line printed, addresses and times normalised
    public static void check(Path file, UnaryOperator<String> run) throws IOException {
        StringBuilder actual = new StringBuilder();
        int commands = 0;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(PROMPT)) {
                commands++;
                actual.append(line).append('\n').append(run.apply(line.substring(PROMPT.length())));
            }
        }
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(file, actual);
        }
        assertThat(commands).as("commands in %s", file).isPositive();
        assertThat(actual.toString()).isEqualTo(Files.readString(file));
    }
}
