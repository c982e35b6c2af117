package io.kdlab.fuzz;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What was once found, and what a fuzzer should begin with, passes. `README.md` there says where each came from.
@Feature("3.10")
class FuzzCorpusTest {
    static final Path CORPUS = Path.of("src/test/resources/fuzz");

    static Stream<Arguments> inputs() throws IOException {
        Stream.Builder<Arguments> all = Stream.builder();
        for (Class<?> target : FuzzTargets.ALL) {
            try (Stream<Path> files = Files.list(CORPUS.resolve(target.getSimpleName()))) {
                List<Path> inputs = files.sorted().toList();
                inputs.forEach(file -> all.add(Arguments.of(target, file)));
            }
        }
        return all.build();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("inputs")
    void inputIsTakenOrRefusedInOrder(Class<?> target, Path file) throws Throwable {
        FuzzTargets.feed(target, Files.readAllBytes(file));
    }
}
