package io.kdlab.address;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/// A KDNET key: 256 bits, written as four base-36 numbers of 64 bits with dots between (`1.2.3.4`), digits `0-9a-z`.
///
/// A secret: [#toString] hides it. Source of the form: kdnet.md §2.
public final class KdnetKey {
    /// Bytes of a key.
    public static final int BYTES = 32;

    private static final int PARTS = 4;
    private static final int RADIX = 36;
    private static final int LONGEST_PART = 13;
    /// More than any key has characters, in bytes.
    private static final int LONGEST = 256;

    private final long[] parts;

    private KdnetKey(long[] parts) {
        this.parts = parts;
    }

    /// Reads the documented form.
    ///
    /// @throws IllegalArgumentException whose message says what a key is, and never repeats what was given
    public static KdnetKey parse(String text) {
        String[] words = text.split("\\.", -1);
        if (words.length != PARTS) {
            throw new IllegalArgumentException(
                    "must be four numbers with dots between, such as 1.2.3.4; these are " + words.length);
        }
        long[] parts = new long[PARTS];
        for (int i = 0; i < PARTS; i++) {
            parts[i] = part(words[i], i + 1);
        }
        return new KdnetKey(parts);
    }

    /// What people give: the documented form, or `@FILE` with that on its first line, which keeps it out of the list of
    /// processes.
    ///
    /// @throws IllegalArgumentException whose message says what is wrong, and never repeats a key
    public static KdnetKey given(String text) {
        if (!text.startsWith("@")) {
            return parse(text);
        }
        Path file = Path.of(text.substring(1));
        try (InputStream in = Files.newInputStream(file)) {
            String whole = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            return parse(whole.lines().findFirst().orElse("").strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", first line: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long part(String word, int place) {
        if (word.isEmpty() || word.length() > LONGEST_PART || !word.matches("[0-9a-zA-Z]+")) {
            throw new IllegalArgumentException(
                    "must be four numbers of 1 to 13 of the digits 0-9 and a-z; number %d is not one".formatted(place));
        }
        BigInteger value = new BigInteger(word, RADIX);
        if (value.bitLength() > Long.SIZE) {
            throw new IllegalArgumentException("must be four numbers below 2^64; number %d is larger".formatted(place));
        }
        return value.longValue();
    }

    /// A key nobody else has.
    public static KdnetKey random(SecureRandom random) {
        long[] parts = new long[PARTS];
        Arrays.setAll(parts, _ -> random.nextLong());
        return new KdnetKey(parts);
    }

    /// The 32 bytes of the control key: each number little-endian.
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (parts[i / Long.BYTES] >>> (Byte.SIZE * (i % Long.BYTES)));
        }
        return bytes;
    }

    /// The documented form, for whoever sets a target up. Not for logs, lists or errors.
    public String secret() {
        StringBuilder text = new StringBuilder();
        for (long part : parts) {
            text.append(text.isEmpty() ? "" : ".").append(Long.toUnsignedString(part, RADIX));
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KdnetKey key && Arrays.equals(parts, key.parts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parts);
    }

    @Override
    public String toString() {
        return "****";
    }
}
