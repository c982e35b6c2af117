package io.kdlab.command;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a person sees, compared with transcripts that were read line by line against
/// `remote-debugging.md` §7.6. Memory, symbols and code are those of the image built from `src/test/c/fixture.c`.
@Feature("2.6")
@Feature("M01")
@Feature("M02")
@Feature("M03")
@Feature("M04")
@Feature("M05")
@Feature("M06")
@Feature("M07")
@Feature("4.5")
class TranscriptTest {
    static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Transcript.DIRECTORY.resolve("fixture"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void commandsPrintWhatTheFieldsDebuggersPrint(String name) throws IOException {
        Interpreter interpreter = new Interpreter(CommandTable.standard());
        FixtureSession session = new FixtureSession();
        Transcript.check(Transcript.DIRECTORY.resolve("fixture").resolve(name), line -> {
            interpreter.run(session, line);
            return session.takeText().replace(FixtureSession.IMAGES.toString(), "<images>");
        });
    }
}
