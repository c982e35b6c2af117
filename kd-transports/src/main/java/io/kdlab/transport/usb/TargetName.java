package io.kdlab.transport.usb;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The question for a target's name and its answer, which are no KD packets (`kd-protocol.md` §9.3).
final class TargetName {
    private static final byte[] QUESTION = "NAME?".getBytes(StandardCharsets.US_ASCII);
    private static final String ANSWER = "NAME=";
    private static final int LONGEST = 24;
    /// Two NULs follow the name; the second may be absent, and nobody relies on the first.
    private static final int LONGEST_TRANSFER = 37;

    private TargetName() {}

    /// The five bytes that ask.
    static byte[] question() {
        return QUESTION.clone();
    }

    /// The name in a transfer that answers, as the target writes it, possibly empty; nothing if it is no answer.
    /// What comes behind the first NUL is not looked at, a name longer than 24 is no name.
    static Optional<String> in(byte[] transfer) {
        if (transfer.length < ANSWER.length() || transfer.length > LONGEST_TRANSFER) {
            return Optional.empty();
        }
        String text = new String(transfer, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(ANSWER)) {
            return Optional.empty();
        }
        int end = text.indexOf('\0');
        String name = text.substring(ANSWER.length(), end < 0 ? text.length() : end);
        return name.matches("[A-Za-z0-9_-]{0," + LONGEST + "}") ? Optional.of(name) : Optional.empty();
    }

    /// Targets turn their names to capitals, people do not.
    static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other);
    }
}
