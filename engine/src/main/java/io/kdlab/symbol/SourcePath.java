package io.kdlab.symbol;

import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// Where source files are looked for: directories divided by `;`.
///
/// A symbol file can name any file of this machine, so only what has the checksum that it names is read: who knows that
/// knows the file.
///
/// @param text as it was written
public record SourcePath(String text) {
    private static final long LARGEST = 16 << 20;

    /// Looks nowhere but where the compiler found the file.
    public static final SourcePath EMPTY = new SourcePath("");

    /// The lines of a source file: from where the compiler found it, or from a directory of the path, under as much of
    /// its own path as there is.
    ///
    /// @throws SymbolFileException when there is none; the message says in one line what was found instead
    public List<String> read(SourceFile file) {
        if (file.kind() == SourceFile.Checksum.NONE) {
            throw new SymbolFileException("the symbols have no checksum of " + file.path() + ", so it is not read");
        }
        String other = "";
        for (Path candidate : candidates(file)) {
            if (Files.isRegularFile(candidate)) {
                byte[] content = content(candidate);
                if (checksum(file.kind(), content).equals(file.checksum())) {
                    return new String(content, StandardCharsets.UTF_8).lines().toList();
                }
                other = candidate + " is not the file that was compiled (its " + file.kind() + " differs)";
            }
        }
        throw new SymbolFileException(
                other.isEmpty() ? file.path() + " is not in the source path; see .srcpath" : other);
    }

    private List<Path> candidates(SourceFile file) {
        String[] parts = file.path().replace('\\', '/').split("/+");
        List<Path> candidates = new ArrayList<>();
        try {
            candidates.add(Path.of(file.path()));
            for (String element : text.split(";")) {
                for (int from = 0; from < parts.length && !element.isBlank(); from++) {
                    String rest = String.join("/", List.of(parts).subList(from, parts.length));
                    candidates.add(Path.of(element.strip(), rest));
                }
            }
        } catch (InvalidPathException e) {
            throw new SymbolFileException(file.path() + " is no path of this machine: " + e.getReason(), e);
        }
        return candidates;
    }

    private static byte[] content(Path path) {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new SymbolFileException(path + " has " + size + " bytes, more than a source file");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new SymbolFileException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Bytes checksum(SourceFile.Checksum kind, byte[] content) {
        try {
            return Bytes.of(MessageDigest.getInstance(kind.algorithm()).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java always has " + kind.algorithm(), e);
        }
    }
}
