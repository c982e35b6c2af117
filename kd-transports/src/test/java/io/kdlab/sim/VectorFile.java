package io.kdlab.sim;

import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `x64-vectors.txt`: pieces of code with what a real processor did.
final class VectorFile {
    private VectorFile() {}

    /// One run of one piece.
    ///
    /// @param fault what it ended with, if not well
    record Vector(String text, Bytes code, long undefined, State before, State after, Optional<String> fault) {}

    /// The registers in the file's order, RFLAGS last, and the memory at RDI.
    record State(List<Long> registers, Bytes memory) {}

    static List<Vector> read() throws IOException {
        try (InputStream in = VectorFile.class.getResourceAsStream("x64-vectors.txt")) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            if (!lines[0].startsWith("# origin: computed by real hardware")) {
                throw new IOException("x64-vectors.txt names no origin");
            }
            return parse(lines);
        }
    }

    private static List<Vector> parse(String[] lines) {
        List<Vector> vectors = new ArrayList<>();
        String[] piece = {};
        State before = new State(List.of(), Bytes.EMPTY);
        for (String line : lines) {
            switch (line.charAt(0)) {
                case '=' -> piece = line.substring(2).split(" \\| ");
                case '<' -> before = state(line.substring(2));
                case '>' -> vectors.add(vector(piece, before, line.substring(2)));
                default -> {}
            }
        }
        return vectors;
    }

    private static Vector vector(String[] piece, State before, String after) {
        boolean failed = after.startsWith("fault ");
        return new Vector(
                piece[0],
                Bytes.ofHex(piece[1]),
                Long.parseLong(piece[2], 16),
                before,
                failed ? before : state(after),
                failed ? Optional.of(after.substring(6)) : Optional.empty());
    }

    private static State state(String text) {
        String[] words = text.split(" ");
        List<Long> registers = Arrays.stream(words, 0, 8)
                .map(word -> Long.parseUnsignedLong(word, 16))
                .toList();
        return new State(registers, words.length > 8 ? Bytes.ofHex(words[8]) : Bytes.EMPTY);
    }
}
