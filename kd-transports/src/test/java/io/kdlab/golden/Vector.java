package io.kdlab.golden;

import io.kdlab.message.Machine;
import io.kdlab.message.MessageCodec;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A `.kdv` file: bytes, what they mean, and where both come from.
///
/// ```
/// origin   kd-protocol.md 1.8 A            never empty
/// packet   STATE_MANIPULATE id=80800000    bytes are a whole packet on a stream …
/// type     2 STATE_MANIPULATE              … or the payload of a packet of this type
/// machine  X86                             when not X64
/// value    Manipulate[…]                   the message, as its record prints itself
/// bytes    46310000 …                      hexadecimal
/// ```
///
/// A line that begins with white space goes on with the line before it.
public record Vector(String name, Map<String, String> fields) {
    /// Every vector there is, by name.
    public static List<Vector> all() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".kdv"))
                    .sorted()
                    .map(Vector::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The vector of that name, for tests that need these bytes; other modules have it in a jar.
    public static Vector named(String name) {
        try (InputStream file = Vector.class.getResourceAsStream("/kd/" + name + ".kdv")) {
            byte[] text = Objects.requireNonNull(file, name).readAllBytes();
            return read(name, new String(text, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String origin() {
        return field("origin");
    }

    public Bytes bytes() {
        return Bytes.ofHex(field("bytes"));
    }

    /// What the record says when printed; empty for packets without a message.
    public String value() {
        return field("value");
    }

    /// How the packet prints itself; empty where the bytes are a payload.
    public String packet() {
        return field("packet");
    }

    /// The packet type of a payload.
    public int type() {
        return Integer.parseInt(field("type").split(" ", 2)[0]);
    }

    public MessageCodec codec() {
        String machine = field("machine");
        return MessageCodec.of(machine.isEmpty() ? Machine.X64 : Machine.valueOf(machine));
    }

    private String field(String key) {
        return fields.getOrDefault(key, "");
    }

    @Override
    public String toString() {
        return name;
    }

    private static Path directory() {
        URI uri;
        try {
            uri = Objects.requireNonNull(Vector.class.getResource("/kd/recordings/ORIGIN"))
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return Path.of(uri).resolve("../..").normalize();
    }

    private static Vector read(Path file) {
        try {
            return read(file.getFileName().toString().replace(".kdv", ""), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector read(String name, List<String> lines) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
                String[] words = line.split(" +", 2);
                open = fields.computeIfAbsent(words[0], _ -> new ArrayList<>());
                open.add(words.length > 1 ? words[1].strip() : "");
            } else {
                open.add(line.strip());
            }
        }
        Map<String, String> joined = new LinkedHashMap<>();
        fields.forEach((key, parts) -> joined.put(key, String.join(" ", parts).strip()));
        return new Vector(name, joined);
    }
}
