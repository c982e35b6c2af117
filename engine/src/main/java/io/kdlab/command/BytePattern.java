package io.kdlab.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Numbers and quoted text on a command line, as bytes.
final class BytePattern {
    private BytePattern() {}

    /// Everything that is left, numbers as `unit` little-endian bytes each; at least one.
    static byte[] read(Arguments arguments, int unit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!arguments.isEmpty()) {
            Optional<String> text = unit == 1 ? arguments.quoted() : Optional.empty();
            if (text.isPresent()) {
                bytes.writeBytes(text.get().getBytes(StandardCharsets.ISO_8859_1));
            } else {
                append(bytes, arguments, unit);
            }
        }
        if (bytes.size() == 0) {
            throw arguments.error("Syntax");
        }
        return bytes.toByteArray();
    }

    /// A number fits if its value does, read with or without a sign.
    private static void append(ByteArrayOutputStream bytes, Arguments arguments, int unit) {
        long value = arguments.value();
        boolean fits = unit == 8 || value >>> 8 * unit == 0 || value >> 8 * unit - 1 == -1;
        if (!fits) {
            throw arguments.error("Overflow");
        }
        for (int i = 0; i < unit; i++) {
            bytes.write((int) (value >>> 8 * i));
        }
    }
}
