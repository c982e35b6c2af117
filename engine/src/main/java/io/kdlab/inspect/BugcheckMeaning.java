package io.kdlab.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a bug check code says, in words: of the codes in `bugchecks.txt`, which are those that people meet most.
///
/// @param arguments of each of the four; empty where it means nothing
record BugcheckMeaning(long code, String name, String text, List<String> arguments) {
    private static final int ARGUMENTS = 4;
    private static final Map<Long, BugcheckMeaning> ALL = read();

    BugcheckMeaning {
        arguments = List.copyOf(arguments);
    }

    static Optional<BugcheckMeaning> of(long code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /// All of them by their codes.
    static Map<Long, BugcheckMeaning> all() {
        return ALL;
    }

    private static Map<Long, BugcheckMeaning> read() {
        try (InputStream file =
                Objects.requireNonNull(BugcheckMeaning.class.getResourceAsStream("bugchecks.txt"), "bugchecks.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(BugcheckMeaning::parse)
                    .collect(Collectors.toUnmodifiableMap(BugcheckMeaning::code, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BugcheckMeaning parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != ARGUMENTS + 3) {
            throw new IllegalStateException("bugchecks.txt: not seven cells: " + line);
        }
        return new BugcheckMeaning(
                Long.parseLong(cells[0], 16),
                cells[1],
                cells[2],
                Arrays.stream(cells).skip(3).map(String::strip).toList());
    }
}
