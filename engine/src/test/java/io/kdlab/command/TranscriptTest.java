package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a person sees, compared with transcripts that were read line by line against
/// `remote-debugging.md` §7.6. Memory, symbols and code are those of the image built from `src/test/c/fixture.c`.
///
/// `-Dkdlab.docs.write=true` writes them anew; read the difference before you commit it.
@Feature("2.6")
@Feature("M01")
@Feature("M02")
@Feature("M03")
@Feature("M04")
@Feature("M05")
@Feature("M06")
class TranscriptTest {
    private static final String PROMPT = "kd> ";
    private static final Path DIRECTORY = Path.of(
                    Objects.requireNonNull(System.getProperty("kdlab.root"), "kdlab.root"))
            .resolve("engine/src/test/resources/transcripts");

    static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void commandsPrintWhatTheFieldsDebuggersPrint(String name) throws IOException {
        Path file = DIRECTORY.resolve(name);
        String expected = Files.readString(file);
        Interpreter interpreter = new Interpreter(CommandTable.standard());
        FixtureSession session = new FixtureSession();
        StringBuilder actual = new StringBuilder();
        for (String line : expected.lines().toList()) {
            if (line.startsWith(PROMPT)) {
                interpreter.run(session, line.substring(PROMPT.length()));
                actual.append(line).append('\n').append(session.takeText());
            }
        }
        String normal = actual.toString().replace(FixtureSession.IMAGES.toString(), "<images>");
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(file, normal);
        }
        assertThat(normal).isEqualTo(Files.readString(file));
        assertThat(normal).isNotEmpty();
    }
}
